package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.HostMeter;
import org.mcpcoordinator.rollout.HostUse;

/** Measures hosts by their agents: what their processes take, and what the machine has left. Asked every 15 s at most. */
@ApplicationScoped
class AgentMeter implements HostMeter {
    private static final Logger LOG = Logger.getLogger(AgentMeter.class);
    private static final Duration FRESH = Duration.ofSeconds(15);

    /** How agents name a copy of a server, on either of its sides: for files, where ours would not do. */
    private static final Pattern COPY = Pattern.compile("(.+)-(\\d{1,3})(-b)?");

    @Inject
    Runtime runtime;

    @Inject
    Clock clock;

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant at, HostUse use) {}

    @Override
    public Optional<HostUse> measure(String host) {
        Kept last = kept.get(host);
        Instant now = clock.instant();
        if (last != null && last.at().plus(FRESH).isAfter(now)) {
            return Optional.of(last.use());
        }
        try {
            Map<String, String> confines = runtime.agent(host).confines();
            String means = confines.getOrDefault("network", "none");
            JsonNode stats = runtime.stats(host);
            HostUse use = new HostUse(
                    items(Runtime.costs(stats)),
                    room(stats.path("room")),
                    networks(means),
                    ports(means),
                    ports(confines.getOrDefault("imagePorts", "none")));
            kept.put(host, new Kept(now, use));
            return Optional.of(use);
        } catch (ProblemException away) {
            LOG.debugf("what the servers of %s use cannot be measured now: %s", host, away.getMessage());
            return Optional.empty();
        }
    }

    private static HostUse.Room room(JsonNode room) {
        return new HostUse.Room(
                room.path("processors").asInt(),
                room.path("memoryMegabytes").asLong(),
                room.path("files").asLong(),
                room.path("processes").asLong());
    }

    static List<HostUse.Item> items(List<ProcessCost> costs) {
        return costs.stream()
                .filter(cost -> !cost.kind().equals("agent"))
                .map(cost -> new HostUse.Item(
                        cost.kind().equals("serve"),
                        cost.kind().equals("command") ? instance(cost.name()) : cost.name(),
                        cost.category(),
                        cost.servers(),
                        cost.processes(),
                        cost.pssKb(),
                        cost.ageMillis() > 0 ? cost.cpuMillis() / (double) cost.ageMillis() : 0,
                        cost.files()))
                .toList();
    }

    /** What programs can be held to, by the agent's word for it. */
    static Set<Way.Network> networks(String means) {
        return switch (means) {
            case "namespace", "pipes" -> EnumSet.allOf(Way.Network.class);
            case "closed" -> EnumSet.of(Way.Network.NONE, Way.Network.ANY);
            default -> EnumSet.of(Way.Network.ANY);
        };
    }

    /** True if those that listen on a port can be held to a network, by the same word. */
    static boolean ports(String means) {
        return means.equals("namespace");
    }

    private static String instance(String name) {
        Matcher copy = COPY.matcher(name);
        return copy.matches() ? new InstanceKey(copy.group(1), Integer.parseInt(copy.group(2))).toString() : name;
    }
}
