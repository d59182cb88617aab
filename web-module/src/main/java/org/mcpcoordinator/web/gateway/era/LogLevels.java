package org.mcpcoordinator.web.gateway.era;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Levels of log messages, the least important first (RFC 5424, as MCP names them). */
public final class LogLevels {
    private static final List<String> ALL =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LogLevels() {}

    /** True for one of them. */
    public static boolean isLevel(@Nullable String name) {
        return name != null && ALL.contains(name);
    }

    /** True if whoever wants messages from {@code wanted} on is to hear one of {@code level}. */
    static boolean covers(@Nullable String wanted, @Nullable String level) {
        return isLevel(wanted) && isLevel(level) && ALL.indexOf(level) >= ALL.indexOf(wanted);
    }
}
