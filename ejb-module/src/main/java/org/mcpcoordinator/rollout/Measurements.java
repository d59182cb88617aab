package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * Measures what programs take while they run, so that a plan knows it when they do not: start time as it is seen, memory once
 * a minute. Built-in servers share their processes and are reckoned otherwise.
 */
@ApplicationScoped
class Measurements {
    /** Measurements of definitions that nobody has run for so long are forgotten. */
    private static final Duration LIFE = Duration.ofDays(90);

    /** A new program grows for a while; what it takes in its first seconds says little. */
    private static final Duration SETTLED = Duration.ofSeconds(20);

    /** A change by less than a twentieth is not written down. */
    private static final double NEWS = 0.05;

    /** What runs steadily is no news, and is not forgotten for that. */
    private static final Duration RENEWED = Duration.ofDays(1);

    private static final int LONGEST_PROGRAM = 400;

    private final Map<String, Long> starts = new ConcurrentHashMap<>();

    @Inject
    MeasuredStore store;

    @Inject
    Catalog catalog;

    @Inject
    Fleet fleet;

    @Inject
    HostMeter meter;

    @Inject
    Cluster cluster;

    @Inject
    Clock clock;

    /** Takes note of how long a start took. */
    void moved(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved event) {
        for (InstanceMoved.Move move : event.moves()) {
            Instance before = move.before();
            Instance after = move.after();
            if (before != null
                    && after != null
                    && before.state() == InstanceState.STARTING
                    && after.state() == InstanceState.HEALTHY
                    && before.definitionHash().equals(after.definitionHash())) {
                long millis = Duration.between(before.since(), after.since()).toMillis();
                starts.merge(after.definitionHash(), Math.max(1, millis), (last, now) -> (last + now) / 2);
            }
        }
    }

    /** Writes down what is news on this node's host. */
    @Transactional
    public void write() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Long> started = new HashMap<>(starts);
        starts.keySet().removeAll(started.keySet());
        Map<String, HostUse.Item> programs = programs();
        if (programs.isEmpty()) {
            return;
        }
        Map<String, MeasuredRow> known = new HashMap<>();
        store.all().forEach(row -> known.put(row.definitionHash, row));
        Map<Long, Map<String, ServerDefinition>> definitions = new HashMap<>();
        seen(programs, started.keySet(), now).forEach((hash, one) -> {
            long start = started.getOrDefault(hash, 0L);
            MeasuredRow last = known.get(hash);
            if (last == null
                    || isNews(last.startMillis, start)
                    || isNews(last.pssKb, one.mean())
                    || last.measuredAt.plus(RENEWED).isBefore(now)) {
                ServerDefinition definition = definitions
                        .computeIfAbsent(one.instance.revision(), this::definitions)
                        .get(one.instance.key().server());
                if (definition != null && definition.hash().equals(hash)) {
                    store.keep(hash, program(definition), start, one.mean(), now);
                }
            }
        });
    }

    private Map<String, HostUse.Item> programs() {
        Map<String, HostUse.Item> programs = new HashMap<>();
        meter.measure(cluster.localHost())
                .ifPresent(use -> use.processes().stream()
                        .filter(item -> !item.builtin())
                        .forEach(item -> programs.put(item.name(), item)));
        return programs;
    }

    /** By definition, what runs of it: measured, or at least just started. */
    private Map<String, Seen> seen(Map<String, HostUse.Item> programs, Set<String> started, Instant now) {
        Map<String, Seen> seen = new HashMap<>();
        for (Instance instance : fleet.onHost(cluster.localHost())) {
            HostUse.Item item = programs.get(instance.key().toString());
            String hash = instance.definitionHash();
            boolean settled = instance.state() == InstanceState.HEALTHY
                    && instance.since().plus(SETTLED).isBefore(now);
            if (item != null && (settled || started.contains(hash))) {
                Seen copies = seen.computeIfAbsent(hash, first -> new Seen(instance));
                copies.add(settled ? item.memoryKb() : 0);
            }
        }
        return seen;
    }

    /** Forgets what is old. */
    @Transactional
    public void purge() {
        store.purge(clock.instant().minus(LIFE));
    }

    /** All that is known. */
    @Transactional
    public Known known() {
        return new Known(store.all());
    }

    /** What a definition's likes are known by; empty for one that is no program of its own. */
    static String program(ServerDefinition definition) {
        if (!(definition.way() instanceof Way.Program command)) {
            return "";
        }
        String program = command.recipe()
                .map(Recipe::bare)
                .map(Recipe::toString)
                .orElseGet(() -> String.join(
                        " ",
                        command.words().subList(0, Math.min(2, command.words().size()))));
        return program.substring(0, Math.min(LONGEST_PROGRAM, program.length()));
    }

    private Map<String, ServerDefinition> definitions(long revision) {
        Map<String, ServerDefinition> byName = new HashMap<>();
        catalog.find(revision).ifPresent(found -> found.servers().forEach(server -> byName.put(server.name(), server)));
        return byName;
    }

    private static boolean isNews(long last, long now) {
        return now > 0 && Math.abs(now - last) > last * NEWS;
    }

    /** The copies of one definition. */
    private static final class Seen {
        private final Instance instance;
        private long sum;
        private int count;

        Seen(Instance instance) {
            this.instance = instance;
        }

        /** 0 for one that cannot be measured yet. */
        void add(long kilobytes) {
            sum += kilobytes;
            count += kilobytes > 0 ? 1 : 0;
        }

        long mean() {
            return count == 0 ? 0 : sum / count;
        }
    }
}
