package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** This node in this life: its names, and an incarnation drawn anew at each boot and each redeployment. */
@ApplicationScoped
class LocalNode {
    /** Channel of a node that joins. */
    static final String JOINED = "joined";
    /** Channel of a node that is drained, or no longer; its name. */
    static final String DRAIN = "drain";
    /** Channel of heartbeats: by its own each node sees how late it hears. */
    static final String BEAT = "beat";

    private final ClusterConfig config;
    private final UUID incarnation;
    private final AtomicLong beats = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();
    private volatile boolean alone;
    private volatile boolean draining;
    private volatile long hearsSince = System.nanoTime();
    private volatile long toldAt;
    private volatile boolean toldIsHeard = true;
    private volatile long lagMillis = -1;

    LocalNode() {
        this(ClusterConfig.fromSettings(), UUID.randomUUID());
    }

    LocalNode(ClusterConfig config, UUID incarnation) {
        this.config = config;
        this.incarnation = incarnation;
    }

    String name() {
        return config.nodeName();
    }

    String host() {
        return config.hostName();
    }

    String url() {
        return config.nodeUrl();
    }

    UUID incarnation() {
        return incarnation;
    }

    /** Owner of leases: names the node and its life, at most 100 characters. */
    String owner() {
        return config.nodeName() + "/" + incarnation;
    }

    /** True if the last heartbeat found no other living node, and none has joined since. */
    boolean isAlone() {
        return alone;
    }

    /** How many have joined, or may have, since this life began. */
    long joined() {
        return joined.get();
    }

    /**
     * What a heartbeat has found.
     *
     * @param none true if it found no other living node
     * @param joinedBefore {@link #joined} before it looked: who has joined since is not among those it found
     */
    void setAlone(boolean none, long joinedBefore) {
        synchronized (joined) {
            alone = none && joined.get() == joinedBefore;
        }
    }

    /** True if it was drained, as its last heartbeat found. */
    boolean isDraining() {
        return draining;
    }

    void setDraining(boolean drained) {
        draining = drained;
    }

    /** Another node has joined, or may have, unheard. */
    void heard(@Observes Announced announced) {
        if (announced.concerns(JOINED)) {
            synchronized (joined) {
                joined.incrementAndGet();
                alone = false;
            }
            hearsSince = announced.channel().equals(JOINED) ? hearsSince : System.nanoTime();
        } else if (announced.channel().equals(BEAT) && announced.payload().equals(word())) {
            lagMillis = Duration.ofNanos(System.nanoTime() - toldAt).toMillis();
            toldIsHeard = true;
        }
    }

    /** For how long it has heard what others tell; nothing of before that time is known. */
    Duration hearing() {
        return Duration.ofNanos(System.nanoTime() - hearsSince);
    }

    /** What the next heartbeat says of itself, to be heard here again. */
    String nextWord() {
        lagMillis = lag();
        if (toldIsHeard) {
            // One that is not heard keeps its time: so long have announcements not come.
            toldAt = System.nanoTime();
        }
        toldIsHeard = false;
        beats.incrementAndGet();
        return word();
    }

    private String word() {
        return incarnation + " " + beats.get();
    }

    /** How long announcements take to be heard here, in milliseconds; -1 while that is not known. */
    long lag() {
        return toldIsHeard
                ? lagMillis
                : Duration.ofNanos(System.nanoTime() - toldAt).toMillis();
    }

    /** The release this node runs; empty if its archive does not say. */
    String version() {
        String said = LocalNode.class.getPackage().getImplementationVersion();
        return said == null ? "" : said;
    }

    long pid() {
        return ProcessHandle.current().pid();
    }

    /** When this JVM started. */
    Instant startedAt() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }
}
