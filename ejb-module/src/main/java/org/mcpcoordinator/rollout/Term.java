package org.mcpcoordinator.rollout;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The numbers a rollout is agreed on, with their bounds and what the two profiles say. A limit is "reached means failed";
 * where 0 is allowed it means that the check is not asked.
 */
public enum Term {
    /** Servers of a batch. */
    BATCH_SIZE("batchSize", 1, 100, 100, 100),
    /** Seconds the canary and each batch must hold; with 0 batches follow each other without waiting. */
    BATCH_BAKE("batchBakeSeconds", 0, 3_600, 30, 0),
    /** Seconds each phase must hold. */
    PHASE_BAKE("phaseBakeSeconds", 0, 86_400, 120, 2),
    /** Seconds a server must have been healthy before it counts. */
    MIN_HEALTHY("minHealthySeconds", 0, 3_600, 10, 1),
    /** Seconds a server may take to answer; its definition may ask for less. */
    HEALTHY_DEADLINE("healthyDeadlineSeconds", 1, 86_400, 120, 120),
    /** Seconds without one more healthy server. */
    PROGRESS_DEADLINE("progressDeadlineSeconds", 2, 172_800, 300, 300),
    /** Servers that may be starting at the same time. */
    PARALLEL("parallel", 1, 1_000, 16, 64),
    /** Percent of the running servers of a category that may be down together; rounded down, never less than one server. */
    UNAVAILABLE("maxUnavailablePercent", 1, 100, 10, 10),
    /** More than this percent of a phase must be healthy. */
    HEALTHY("healthyPercent", 0, 99, 95, 95),
    /** Percent of a batch. */
    BATCH_FAILURES("batchFailurePercent", 1, 100, 5, 5),
    /** Percent of all planned servers. */
    FAILURES("failurePercent", 1, 100, 2, 2),
    /** 95 of 100 answers must come sooner, in milliseconds. */
    LATENCY("latencyP95Millis", 0, 600_000, 500, 0),
    /** Percent of the host's memory. */
    MEMORY("memoryPercent", 0, 100, 90, 90),
    /** Percent of the host's processors, over the bake. */
    CPU("cpuPercent", 0, 100, 85, 0),
    /** Percent of the file handles WildFly or the host may open. */
    FILES("filesPercent", 0, 100, 90, 90),
    /** Percent of the processes and threads the host may run. */
    PROCESSES("processesPercent", 0, 100, 90, 90),
    /** Percent of the database's connections. */
    POOL("poolPercent", 0, 100, 90, 90);

    private final String id;
    private final int least;
    private final int most;
    private final int careful;
    private final int quick;

    Term(String id, int least, int most, int careful, int quick) {
        this.id = id;
        this.least = least;
        this.most = most;
        this.careful = careful;
        this.quick = quick;
    }

    /** Its name in the API. */
    public String id() {
        return id;
    }

    /** The smallest value allowed. */
    public int least() {
        return least;
    }

    /** The largest value allowed. */
    public int most() {
        return most;
    }

    /** What the profile says of it. */
    int usual(Profile profile) {
        return profile == Profile.QUICK ? quick : careful;
    }

    /** Finds a term by its name in the API. */
    public static Optional<Term> of(String id) {
        return Stream.of(values()).filter(term -> term.id.equals(id)).findFirst();
    }
}
