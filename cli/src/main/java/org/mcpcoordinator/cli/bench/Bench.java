package org.mcpcoordinator.cli.bench;

/** One benchmark; see section 7 of the design for what each has to reach. */
public interface Bench {
    /** The word behind {@code bench}. */
    String name();

    /** One line for the list. */
    String description();

    /** Measures; takes as long as it takes and tells its progress through the bench's shell. */
    BenchResult run(BenchSetting setting);
}
