package org.mcpcoordinator.host.bridge;

import java.util.function.Consumer;

/** What the bridge writes into a program's log: so many lines of so much, whatever the program does. */
final class Notes implements Consumer<String> {
    static final int MOST = 1000;

    private static final int LONGEST = 1000;

    private final Consumer<String> log;
    private int count;

    Notes(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void accept(String line) {
        int number;
        synchronized (this) {
            number = count + 1;
            count = Math.min(number, MOST + 2);
        }
        if (number <= MOST) {
            log.accept(line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line);
        } else if (number == MOST + 1) {
            log.accept("[bridge] more than " + MOST + " lines about its messages; the rest is left out");
        }
    }
}
