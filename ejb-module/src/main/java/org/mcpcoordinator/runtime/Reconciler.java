package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Traffic;

/**
 * Brings what is wished on this node's host and what runs there together. Level-triggered: events only say that it is
 * time to look, and each look compares whole states, so that none can be missed for good. Of several nodes on one host
 * one does it, the holder of the lease {@code host/HOST}, whose epoch goes with every order and every observation.
 * Work is done aside, one piece after the other, never by two at once.
 */
@ApplicationScoped
public class Reconciler implements AgentLink.Listener {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** How long calls under way may keep a process that nobody wants any more. */
    private static final Duration DRAIN = Duration.ofSeconds(10);
    /** How long they may keep one that its successor waits for: callers wait, too. */
    private static final Duration SHORT_DRAIN = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final RuntimeConfig config = RuntimeConfig.fromSettings();
    private final Map<Seat, ServerStatus> seen = new ConcurrentHashMap<>();
    private final Map<Seat, Order.Gist> told = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ServerStatus> news = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean lookWanted = new AtomicBoolean();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean full = true;
    private volatile @Nullable Lease lease;

    /** The look that follows by itself, if one does; what fails in it is said there. */
    private volatile @Nullable Future<?> lookAgain;

    @Inject
    Fleet fleet;

    @Inject
    Cluster cluster;

    @Inject
    Leases leases;

    @Inject
    Secrets secrets;

    @Inject
    Definitions definitions;

    @Inject
    Causes causes;

    @Inject
    Traffic traffic;

    @Inject
    Drifts drifts;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedScheduledExecutorService scheduler;

    @SuppressWarnings("NullAway.Init")
    private AgentLink link;

    @SuppressWarnings("NullAway.Init")
    private DriftWatch drift;

    /** How the server's last process ended; empty for one that has not, or that is none of this host. */
    OptionalInt exitCode(Seat seat) {
        ServerStatus status = seen.get(seat);
        return status == null || status.exitCode() < 0 || status.state() == ServerStatus.State.RUNNING
                ? OptionalInt.empty()
                : OptionalInt.of(status.exitCode());
    }

    /** The link to the agent, made once; whoever runs it calls {@link #begin} first. */
    AgentLink begin() {
        String host = cluster.localHost();
        drift = new DriftWatch(host, new Discrepancies(host, config.reportOnly()), fleet, drifts, clock);
        AgentStarter starter =
                new AgentStarter(config, host, () -> Reconciler.class.getResourceAsStream("/server-host.jar"));
        link = new AgentLink(config.socket(), host, starter, this, clock);
        return link;
    }

    AgentLink link() {
        return link;
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        if (moved.moves().stream().anyMatch(this::concerns)) {
            look();
        }
    }

    @Override
    public void connected(List<ServerStatus> all) {
        Set<Seat> known = new HashSet<>();
        all.forEach(status -> {
            known.add(status.seat());
            seen.put(status.seat(), status);
        });
        seen.keySet().retainAll(known);
        told.clear();
        full = true;
        look();
    }

    @Override
    public void changed(List<ServerStatus> some) {
        some.forEach(status -> {
            ServerStatus before = seen.put(status.seat(), status);
            if (before != null) {
                drift.changed(before, status);
            }
        });
        news.addAll(some);
        work();
    }

    @Override
    public void lost() {
        news.clear();
    }

    /** Another fleet is in the place of the one there was: the agent is told everything anew. */
    void on(@Observes Announced announced) {
        if (announced.channel().equals(Announced.RESTORED)) {
            definitions.forget();
            told.clear();
            full = true;
            look();
        }
    }

    List<Runtime.Version> versions() {
        return seen.values().stream()
                .map(status -> new Runtime.Version(
                        status.key(),
                        status.version().generation(),
                        status.version().restarts()))
                .toList();
    }

    /** What differs on this host now, as far as was found. */
    List<Drift> drift() {
        return drift.open();
    }

    /** Keeps the lease, and shows that the agent lives; every 5 s. */
    void beat() {
        lease = leases.acquire("host/" + cluster.localHost(), LEASE).orElse(null);
        AgentStatus status = link.status();
        if (!status.connected()) {
            return;
        }
        try {
            link.ask(AgentConnection.question("hello"));
            cluster.agentSeen(status.host(), status.pid(), status.version(), status.bootId());
        } catch (IOException silent) {
            LOG.warnf("The host agent does not answer: %s", silent.getMessage());
        }
    }

    /** Asks for a comparison of everything, soon. */
    void look() {
        lookWanted.set(true);
        work();
    }

    private boolean concerns(InstanceMoved.Move move) {
        if (!move.any().host().equals(cluster.localHost())) {
            return false;
        }
        Instance before = move.before();
        Instance after = move.after();
        return before == null || after == null || !gists(before).equals(gists(after));
    }

    private static List<Order.Gist> gists(Instance instance) {
        List<Order.Gist> gists = new ArrayList<>(List.of(Order.gist(instance)));
        instance.next()
                .filter(next -> next.state() != InstanceState.FAILED)
                .ifPresent(next -> gists.add(Order.gist(next)));
        instance.last().ifPresent(last -> gists.add(Order.gist(last)));
        return gists;
    }

    /** True if the process the instance had so far may end. Calls go elsewhere, or wait, since the instance's last move. */
    private boolean drained(Instance instance) {
        Duration most = instance.desired() == Desired.RUNNING ? SHORT_DRAIN : DRAIN;
        Duration passed = Duration.between(instance.since(), clock.instant());
        // A call that was given its way in the moment of the move may not be counted yet.
        return passed.compareTo(LOOK_AGAIN) >= 0 && (traffic.quiet(instance.endpoint()) || passed.compareTo(most) >= 0);
    }

    private void work() {
        if (busy.compareAndSet(false, true)) {
            executor.execute(this::workUntilDone);
        }
    }

    private void workUntilDone() {
        try {
            tellNews();
            if (lookWanted.getAndSet(false)) {
                compare();
            }
        } catch (IOException | RuntimeException failure) {
            // The next look, at the latest that of the timer, finds the same again.
            LOG.warnf("The servers of this host could not be compared with their wishes: %s", failure.getMessage());
        } finally {
            busy.set(false);
        }
        if (lookWanted.get() || !news.isEmpty()) {
            work();
        }
    }

    /** What the agent says is told at once where it speaks of the version wished for last. */
    private void tellNews() {
        List<Observation> observations = new ArrayList<>();
        for (ServerStatus status = news.poll(); status != null; status = news.poll()) {
            Order.Gist gist = told.get(status.seat());
            if (gist != null && gist.version().equals(status.version())) {
                Verdicts.tries(status).ifPresent(observations::add);
                lookWanted.set(lookWanted.get() || status.replace());
                Verdicts.of(status)
                        .filter(verdict -> gist.run() != verdict instanceof Observation.Gone)
                        .ifPresent(observations::add);
            }
            if (gist != null
                    && status.refused() != null
                    && gist.version().equals(status.refused().version())) {
                Verdicts.refusal(status).ifPresent(observations::add);
            }
        }
        Lease held = lease;
        if (held != null && !observations.isEmpty()) {
            fleet.observe(observations, held.epoch());
        }
    }

    private void compare() throws IOException {
        Lease held = lease;
        if (held == null) {
            held = leases.acquire("host/" + cluster.localHost(), LEASE).orElse(null);
            lease = held;
        }
        if (held == null || !link.status().connected()) {
            return;
        }
        boolean whole = full;
        causes.forget();
        List<Instance> wished = fleet.onHost(cluster.localHost());
        Map<Seat, ServerStatus> sight = Map.copyOf(seen);
        Comparison comparison = Comparison.of(
                wished,
                sight,
                whole ? Map.of() : Map.copyOf(told),
                new Comparison.Answers(
                        definitions::of, secrets::reveal, causes::of, drift.mends(DriftKind.EXTRA), this::drained));
        if (whole || !comparison.orders().isEmpty()) {
            send(held, comparison, whole);
        }
        fleet.observe(comparison.observations(), held.epoch());
        if (drift.mends(DriftKind.WRONG_PORT)) {
            fleet.reseat(comparison.reseats());
        }
        Set<InstanceKey> again = drift.look(wished, sight, Map.copyOf(told));
        told.keySet().removeIf(seat -> again.contains(seat.key()));
        Future<?> ordered = lookAgain;
        if (comparison.unfinished() && (ordered == null || ordered.isDone())) {
            lookAgain = scheduler.schedule(this::look, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void send(Lease held, Comparison comparison, boolean whole) throws IOException {
        ObjectNode apply = AgentConnection.question("apply")
                .put("epoch", held.epoch())
                .put("full", whole)
                .put("parallelStarts", config.parallelStarts());
        apply.putArray("orders").addAll(comparison.orders());
        // Noted before it is sent: what the agent says of it may arrive before its answer.
        told.putAll(comparison.told());
        try {
            JsonNode answer = link.ask(apply);
            full = full && !whole;
            answer.path("refused")
                    .forEach(item -> LOG.warnf("The host agent refuses an older order: %s", item.toString()));
        } catch (IOException failure) {
            full = true;
            throw failure;
        }
    }
}
