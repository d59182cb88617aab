package org.mcpcoordinator.web.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What tests have measured, a line each in {@code target/gateway-figures.txt}; and whether they have time to. */
final class Figures {
    private static final int CYCLES = Integer.getInteger("coordinator.cycles", 300);
    private static final int MANY = 10_000;

    private Figures() {}

    /** True in the profile {@code endurance}. */
    static boolean inFull() {
        return CYCLES >= MANY;
    }

    /** Calls that a test makes. */
    static int calls() {
        return inFull() ? MANY : 3_000;
    }

    static void note(String format, Object... values) throws IOException {
        Files.writeString(
                Path.of("target", "gateway-figures.txt"),
                String.format(Locale.ROOT, format, values) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
