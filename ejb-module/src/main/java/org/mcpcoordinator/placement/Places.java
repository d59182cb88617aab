package org.mcpcoordinator.placement;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;

/** Finds places for copies as the hosts are now; reads only. Where there is one host only, that has all there is. */
@Dependent
public class Places {
    private final Cluster cluster;
    private final Fleet fleet;
    private final Definitions definitions;
    private final Weights weights;

    @Inject
    Places(Cluster cluster, Fleet fleet, Definitions definitions, Weights weights) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.definitions = definitions;
        this.weights = weights;
    }

    /** The hosts there are, as they were when this was made. One that is dead and holds nothing is none. */
    public Round round() {
        List<Host> hosts = cluster.hosts();
        boolean anyDead = hosts.size() > 1 && hosts.stream().anyMatch(host -> host.state() == HostState.DEAD);
        Set<String> kept = anyDead ? holding() : Set.of();
        List<Host> counted = hosts.stream()
                .filter(host -> host.state() != HostState.DEAD
                        || host.name().equals(cluster.localHost())
                        || kept.contains(host.name()))
                .toList();
        return new Round(counted, counted.size() > 1 ? manned() : Set.of());
    }

    private Set<String> holding() {
        return fleet.all().stream()
                .flatMap(instance -> Stream.concat(Stream.of(instance), Stream.ofNullable(instance.beside())))
                .map(Instance::host)
                .collect(Collectors.toSet());
    }

    /** Hosts where a node lives, be it drained: it goes on with what it does for its own host. */
    private Set<String> manned() {
        return cluster.nodes().stream()
                .filter(node -> node.state().lives())
                .map(Node::host)
                .collect(Collectors.toSet());
    }

    /** A look at the hosts, and what is placed by it. */
    public final class Round {
        private final List<Host> hosts;
        private final Set<String> manned;

        private Round(List<Host> hosts, Set<String> manned) {
            this.hosts = List.copyOf(hosts);
            this.manned = Set.copyOf(manned);
        }

        /** True if it makes a difference where something is placed. */
        public boolean several() {
            return hosts.size() > 1;
        }

        /** True if the host takes servers: it is open, and, where there are others, its agent answers and a node lives on it. */
        public boolean takes(String name) {
            if (!several()) {
                return hosts.stream().allMatch(host -> host.placing() == Placing.OPEN);
            }
            return hosts.stream().filter(host -> host.name().equals(name)).anyMatch(Round.this::takes);
        }

        private boolean takes(Host host) {
            // Servers are asked whether they answer by nodes of their own host: elsewhere nobody would know.
            return host.placing() == Placing.OPEN && host.state() == HostState.UP && manned.contains(host.name());
        }

        /**
         * Places copies.
         *
         * @param wanted what to place, in the order in which it was asked for
         * @param all all instances, wherever they are
         * @param mine the fleet that asks; what others were promised counts as taken
         */
        public Placement place(Map<InstanceKey, ServerDefinition> wanted, List<Instance> all, String mine) {
            if (wanted.isEmpty()) {
                return new Placement(Map.of(), Map.of());
            }
            ToLongFunction<ServerDefinition> bytes = several() ? weights.bytes() : definition -> 0;
            List<Copy> copies = wanted.entrySet().stream()
                    .map(entry -> copy(entry.getKey(), entry.getValue(), bytes))
                    .toList();
            if (several()) {
                return Placement.of(sites(this::takes, all, mine, bytes), copies);
            }
            String here = cluster.localHost();
            Map<InstanceKey, String> answers = new LinkedHashMap<>();
            copies.forEach(
                    copy -> answers.put(copy.key(), takes(here) ? here : "host " + here + " takes no servers now"));
            return takes(here) ? new Placement(answers, Map.of()) : new Placement(Map.of(), answers);
        }

        /** Places what is on hosts that do not take servers now, or are left out, once more. */
        public Placement again(List<Instance> moving, List<Instance> all, String leftOut) {
            ToLongFunction<ServerDefinition> bytes = weights.bytes();
            return Placement.of(
                    sites(host -> takes(host) && !host.name().equals(leftOut), all, "", bytes),
                    moving.stream().map(instance -> copy(instance, bytes)).toList());
        }

        /** The hosts themselves. */
        public List<Host> hosts() {
            return hosts;
        }

        private List<Site> sites(
                Predicate<Host> which, List<Instance> all, String mine, ToLongFunction<ServerDefinition> bytes) {
            Map<String, List<Copy>> held = new HashMap<>();
            all.forEach(instance -> Stream.concat(Stream.of(instance), Stream.ofNullable(instance.beside()))
                    .forEach(each -> held.computeIfAbsent(each.host(), any -> new ArrayList<>())
                            .add(copy(each, bytes))));
            return hosts.stream()
                    .filter(which)
                    .map(host -> site(host, held.getOrDefault(host.name(), List.of()), fleet.ports(host.name(), mine)))
                    .toList();
        }

        private Site site(Host host, List<Copy> held, PortBook book) {
            long most = weights.most();
            long has = host.capacity().memoryBytes();
            return new Site(
                    host.name(),
                    most == 0 || has == 0 ? Math.max(most, has) : Math.min(most, has),
                    held,
                    Stream.of(Category.values()).collect(Collectors.toMap(Category::id, book::freeOwn)),
                    book.freeReserve());
        }
    }

    private Copy copy(Instance instance, ToLongFunction<ServerDefinition> bytes) {
        ServerDefinition definition = definition(instance);
        long memory = definition == null || instance.onDemand() ? 0 : bytes.applyAsLong(definition);
        return new Copy(instance.key(), instance.category(), memory, instance.port() != 0);
    }

    /** As the instance runs it; null for one that its revision does not know any more. */
    @Nullable
    ServerDefinition definition(Instance instance) {
        return definitions.of(instance.revision()).get(instance.key().server());
    }

    /** What runs on demand takes nothing while it sleeps, and how many may be awake is bounded otherwise. */
    private static Copy copy(InstanceKey key, ServerDefinition definition, ToLongFunction<ServerDefinition> bytes) {
        long memory = definition.idleSeconds() > 0 ? 0 : bytes.applyAsLong(definition);
        return new Copy(
                key, definition.category().id(), memory, definition.way().takesPort());
    }
}
