package org.mcpcoordinator.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.CopyView;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.health.Probe;
import org.mcpcoordinator.web.wire.ServerView;

/**
 * A server with all that is known of it.
 *
 * @param definition as the fleet file has it; absent if its revision is gone
 * @param confines by which means its host holds programs apart: {@code group}, {@code process}, {@code namespace},
 *     {@code watch} or {@code none} for {@code memory}, {@code processes}, {@code files} and {@code cpu}; under {@code network} {@code namespace},
 *     {@code pipes} (only of programs that speak stdio), {@code closed} (no {@code loopback}
 *     of its own) or {@code none}; and under {@code user}
 *     whom they run as, empty for the agent's own user; empty unless it is a program on this node's host.
 *     Of an image {@code images} tells what runs it
 * @param instances its copies, the first one first
 * @param traffic how this node's gateway calls those that are routed
 * @param probes the last probes of all copies, newest first
 */
public record ServerDetailView(
        @Nullable DefinitionView definition,
        Map<String, String> confines,
        List<ServerView> instances,
        List<CopyView> traffic,
        List<ProbeView> probes) {
    public ServerDetailView {
        confines = Map.copyOf(confines);
        instances = List.copyOf(instances);
        traffic = List.copyOf(traffic);
        probes = List.copyOf(probes);
    }

    /**
     * A probe.
     *
     * @param replica the copy that was asked
     * @param at when
     * @param ok true if it answered as it should
     * @param millis how long that took
     * @param reason why it failed; {@code ANSWERS} if it did not
     * @param detail one sentence for people; empty if all is well
     */
    public record ProbeView(int replica, Instant at, boolean ok, long millis, Reason reason, String detail) {
        static ProbeView of(int replica, Probe probe) {
            return new ProbeView(replica, probe.at(), probe.ok(), probe.millis(), probe.reason(), probe.detail());
        }
    }
}
