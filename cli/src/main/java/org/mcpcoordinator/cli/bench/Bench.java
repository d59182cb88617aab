package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.util.function.Function;
import org.mcpcoordinator.cli.terminal.Refusal;

/** One benchmark: its name, what it measures, and how long it does when nothing is said. */
public final class Bench {
    private final String name;
    private final String description;
    private final int usualSeconds;
    private final Function<BenchSetting, Measurement> measurement;

    Bench(String name, String description, int usualSeconds, Function<BenchSetting, Measurement> measurement) {
        this.name = name;
        this.description = description;
        this.usualSeconds = usualSeconds;
        this.measurement = measurement;
    }

    /** The word behind {@code bench}. */
    public String name() {
        return name;
    }

    /** One line for the list. */
    public String description() {
        return description;
    }

    /** How long to measure when nothing is said, in seconds. */
    public int usualSeconds() {
        return usualSeconds;
    }

    /** Measures; takes as long as it takes, and tells its progress through the setting's shell. */
    public Report run(BenchSetting setting) {
        try {
            return measurement.apply(setting).run();
        } catch (IOException e) {
            throw Refusal.failed("bench " + name + " broke off", e);
        }
    }

    /** What a bench does once it knows where. */
    interface Measurement {
        /** Measures, and puts back what it changed. */
        Report run() throws IOException;
    }
}
