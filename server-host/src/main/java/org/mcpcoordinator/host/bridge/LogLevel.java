package org.mcpcoordinator.host.bridge;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Levels of log messages, the least important first (RFC 5424, as MCP names them). */
enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    static Optional<LogLevel> of(@Nullable String name) {
        return Stream.of(values()).filter(level -> level.wire().equals(name)).findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
