package org.mcpcoordinator.catalog;

import java.time.Duration;
import java.util.Objects;
import org.mcpcoordinator.access.CallRate;

/**
 * One server as the fleet file describes it, validated.
 *
 * @param name unique in the whole installation, at most 24 characters of {@code a-z 0-9 -}
 * @param description for people; may be empty
 * @param category decides port range and, for built-in types, the process
 * @param way how it is run
 * @param replicas copies, 1 to 100
 * @param health how it is probed
 * @param exposed true if it may listen on other addresses than loopback
 * @param surge how many processes more than its copies an update may run for a while: 1, or 0 where a program must never
 *     run twice at a time
 * @param idleSeconds 0 if it always runs; else it runs on demand, is started by the first call and stopped after so many
 *     seconds without one, 5 to 86,400
 * @param retry true if calls of its tools that call themselves idempotent may be sent once more after a failure
 * @param plainNames true if its tools and resources keep their own names where all servers are one
 * @param calls how much it may be called, by all callers together through one node
 * @param hash SHA-256, in hex, of the definition's canonical JSON: two equal hashes need no restart
 */
public record ServerDefinition(
        String name,
        String description,
        Category category,
        Way way,
        int replicas,
        Health health,
        boolean exposed,
        int surge,
        int idleSeconds,
        boolean retry,
        boolean plainNames,
        CallRate calls,
        String hash) {
    /** The usual surge: a new process may run beside the one it replaces. */
    public static final int USUAL_SURGE = 1;

    /** After so long without a call a server on demand is stopped, if its definition does not say otherwise. */
    public static final int USUAL_IDLE_SECONDS = 300;

    public ServerDefinition {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(category);
        Objects.requireNonNull(way);
        Objects.requireNonNull(health);
        Objects.requireNonNull(calls);
        Objects.requireNonNull(hash);
    }

    /** One whose tools are called as usual where all servers are one, as much as anybody likes. */
    public ServerDefinition(
            String name,
            String description,
            Category category,
            Way way,
            int replicas,
            Health health,
            boolean exposed,
            int surge,
            int idleSeconds,
            boolean retry,
            String hash) {
        this(
                name,
                description,
                category,
                way,
                replicas,
                health,
                exposed,
                surge,
                idleSeconds,
                retry,
                false,
                CallRate.NONE,
                hash);
    }

    /** The same under the digest of what it says now. */
    ServerDefinition hashed() {
        return new ServerDefinition(
                name,
                description,
                category,
                way,
                replicas,
                health,
                exposed,
                surge,
                idleSeconds,
                retry,
                plainNames,
                calls,
                DefinitionJson.hash(this));
    }

    /** True if it is started by the first call and stopped when nobody calls. */
    public boolean onDemand() {
        return idleSeconds > 0;
    }

    /**
     * How a server is probed.
     *
     * @param timeout until a probe counts as slow, 100 ms to 60 s
     * @param deadline from start to first success, 1 s to 1 h
     */
    public record Health(Duration timeout, Duration deadline) {
        public static final Health USUAL = new Health(Duration.ofSeconds(2), Duration.ofSeconds(120));
    }
}
