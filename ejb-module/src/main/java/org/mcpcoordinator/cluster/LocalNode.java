package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.UUID;

/** This node in this life: its names, and an incarnation drawn anew at each boot and each redeployment. */
@ApplicationScoped
class LocalNode {
    private final ClusterConfig config;
    private final UUID incarnation;

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

    long pid() {
        return ProcessHandle.current().pid();
    }

    /** When this JVM started. */
    Instant startedAt() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }
}
