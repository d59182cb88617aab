package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.mcpcoordinator.fleet.InstanceKey;

/** Port to whoever measures one of the things gates look at; implemented where the data is. */
public interface Gauge {
    /** What it measures. */
    Measure measure();

    /**
     * Measures; whatever it throws counts as an ERROR, a value that is not a number as no data.
     *
     * @param over what the gate is about
     */
    Reading read(Scope over);

    /**
     * What it would measure with so many servers more; the same as now for what does not grow with servers.
     *
     * @param more servers to be started, 0 or more
     */
    Reading with(int more);

    /** The shortest time a gate must look to be sure of data; nothing for what can be read at any moment. */
    Duration needs();

    /** What can be measured. */
    enum Measure {
        LATENCY("latency-p95", Term.LATENCY, " ms"),
        MEMORY("memory", Term.MEMORY, " %"),
        CPU("cpu", Term.CPU, " %"),
        FILES("file-handles", Term.FILES, " %"),
        PROCESSES("processes", Term.PROCESSES, " %"),
        POOL("database-pool", Term.POOL, " %");

        private final String id;
        private final Term limit;
        private final String unit;

        Measure(String id, Term limit, String unit) {
            this.id = id;
            this.limit = limit;
            this.unit = unit;
        }

        /** Name of the check. */
        public String id() {
            return id;
        }

        /** The term that limits it. */
        public Term limit() {
            return limit;
        }

        /** Behind a number of it, with its space. */
        public String unit() {
            return unit;
        }

        /** True for what new servers need more of. */
        boolean grows() {
            return this != LATENCY && this != POOL;
        }
    }

    /**
     * What a gate is about.
     *
     * @param servers those of its batch or phase
     * @param window the time that counts
     */
    record Scope(Set<InstanceKey> servers, Duration window) {
        public Scope {
            servers = Set.copyOf(servers);
            Objects.requireNonNull(window);
        }
    }

    /**
     * What was measured.
     *
     * @param value in the measure's unit; NaN for no data
     * @param evidence one sentence for people
     */
    record Reading(double value, String evidence) {
        public Reading {
            Objects.requireNonNull(evidence);
        }

        /** There is no data. */
        public static Reading none(String why) {
            return new Reading(Double.NaN, why);
        }
    }
}
