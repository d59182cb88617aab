package org.mcpcoordinator.host.serve;

import java.time.Duration;

/**
 * Limits of the process, from system properties {@code coordinator.serve.*}.
 *
 * @param callLimit longest tool call, 1 s to 10 min
 * @param maxBody largest request in bytes, 1 KiB to 16 MiB
 * @param threads threads for tools beyond one for each server at work, 1 to 64, lent in turn
 * @param drain how long old calls may go on after a change or stop
 */
record ServeConfig(Duration callLimit, int maxBody, int threads, Duration drain) {
    static ServeConfig read() {
        return new ServeConfig(
                Duration.ofMillis(number("coordinator.serve.call-limit-millis", 30_000, 1_000, 600_000)),
                number("coordinator.serve.max-body-bytes", 1 << 20, 1 << 10, 16 << 20),
                number("coordinator.serve.threads", 8, 1, 64),
                Duration.ofSeconds(30));
    }

    private static int number(String name, int usual, int least, int most) {
        int value = Integer.getInteger(name, usual);
        if (value < least || value > most) {
            throw new IllegalStateException("setting " + name + "=" + value + " is not " + least + " to " + most);
        }
        return value;
    }
}
