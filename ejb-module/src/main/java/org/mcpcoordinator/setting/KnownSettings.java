package org.mcpcoordinator.setting;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every setting there is. A key that nobody knows is a misspelt one, which would otherwise be without effect. */
final class KnownSettings {
    private static final String OURS = "coordinator.";

    /** Read by this application. */
    static final Set<String> OF_THE_APPLICATION = Set.of(
            "coordinator.access.admin-password-file",
            "coordinator.access.allowed-hosts",
            "coordinator.access.allowed-origins",
            "coordinator.access.public-url",
            "coordinator.access.secret-key-file",
            "coordinator.balance.ejected-percent",
            "coordinator.catalog.allowed-commands",
            "coordinator.catalog.port-base",
            "coordinator.cluster.host-name",
            "coordinator.cluster.node-name",
            "coordinator.cluster.node-url",
            "coordinator.gateway.body-limit-bytes",
            "coordinator.gateway.caller-limits",
            "coordinator.gateway.confirm",
            "coordinator.gateway.connections-per-server",
            "coordinator.gateway.listed-tools",
            "coordinator.gateway.session-idle-seconds",
            "coordinator.gateway.timeout-millis",
            "coordinator.gateway.wake-millis",
            "coordinator.health.interval-millis",
            "coordinator.health.timeout-millis",
            "coordinator.insight.metrics-open",
            "coordinator.intake.registry",
            "coordinator.oauth.audience",
            "coordinator.oauth.issuers",
            "coordinator.oauth.roles",
            "coordinator.outbound.addresses",
            "coordinator.rollout.chunk-timeout-seconds",
            "coordinator.rollout.memory-budget-megabytes",
            "coordinator.rollout.purge-days",
            "coordinator.runtime.agent-directory",
            "coordinator.runtime.drift-report-only",
            "coordinator.runtime.java",
            "coordinator.runtime.parallel-starts",
            "coordinator.runtime.server-user",
            "coordinator.standby.warm-max",
            "coordinator.standby.warm-min",
            "coordinator.upkeep.directory",
            "coordinator.upkeep.passphrase-file",
            "coordinator.usage.call-trail");

    /** Read by WildFly's own configuration, as the scripts of wildfly-config make it. */
    static final Set<String> OF_WILDFLY = Set.of(
            "coordinator.cluster.address",
            "coordinator.cluster.balancer",
            "coordinator.cluster.port",
            "coordinator.cluster.secret",
            "coordinator.database.url",
            "coordinator.database.app-user",
            "coordinator.database.app-password",
            "coordinator.database.owner-user",
            "coordinator.database.owner-password",
            "coordinator.database.pool-min",
            "coordinator.database.pool-max",
            "coordinator.gateway.sessions",
            "coordinator.server.http-port");

    /** What an administrator's own script for a directory calls its values. */
    private static final List<String> FREE = List.of("coordinator.ldap.");

    private KnownSettings() {}

    /**
     * Finds keys that are ours by their beginning and known to nobody.
     *
     * @throws IllegalStateException with all of them
     */
    static void check(Collection<String> properties) {
        Set<String> unknown = new TreeSet<>(properties);
        unknown.removeIf(key -> !key.startsWith(OURS)
                || OF_THE_APPLICATION.contains(key)
                || OF_WILDFLY.contains(key)
                || FREE.stream().anyMatch(key::startsWith));
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("unknown setting " + String.join(", ", unknown) + "; the known ones are "
                    + String.join(", ", new TreeSet<>(OF_THE_APPLICATION)));
        }
    }
}
