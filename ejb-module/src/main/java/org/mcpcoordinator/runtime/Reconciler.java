package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.timer.Turn;

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
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final RuntimeConfig config = RuntimeConfig.fromSettings();
    private final AgentSight sight = new AgentSight();
    private final OrderBook book = new OrderBook();
    private final AtomicBoolean lookWanted = new AtomicBoolean();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Turn greeting = new Turn();
    private volatile @Nullable Lease lease;
    /** True once the host was asked for: from then on that is done in the beat, not with each look of a node that has not got it. */
    private volatile boolean asked;

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
    StdioBridge stdio;

    @Inject
    Clock clock;

    @Inject
    Event<ListsChanged> lists;

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

    @SuppressWarnings("NullAway.Init")
    private Draining draining;

    /** The link to the agent, made once; whoever runs it calls {@link #begin} first. */
    AgentLink begin() {
        String host = cluster.localHost();
        drift = new DriftWatch(host, new Discrepancies(host, config.reportOnly()), fleet, drifts, clock);
        draining = new Draining(traffic, stdio, clock, cluster::isAlone);
        AgentStarter starter =
                new AgentStarter(config, host, () -> Reconciler.class.getResourceAsStream("/server-host.jar"));
        link = new AgentLink(config.socket(), host, starter, this, clock);
        return link;
    }

    AgentSight sight() {
        return sight;
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
    public void bridged(int port, String secret) {
        stdio.tell(port, secret);
    }

    @Override
    public void connected(List<ServerStatus> all) {
        tellOfLists(all);
        sight.begin(all);
        book.forgetAll();
        look();
    }

    @Override
    public void changed(List<ServerStatus> some) {
        tellOfLists(some);
        some.forEach(status -> sight.note(status).ifPresent(before -> drift.changed(before, status)));
        work();
    }

    private void tellOfLists(List<ServerStatus> told) {
        told.stream()
                .filter(sight::hasNewLists)
                .map(status -> new ListsChanged(status.key()))
                .forEach(lists::fire);
    }

    @Override
    public void lost() {
        sight.forgetNews();
    }

    /** Another fleet is in the place of the one there was: the agent is told everything anew. Or this host may be ours now. */
    void on(@Observes Announced announced) {
        if (announced.channel().equals(Announced.RESTORED)) {
            book.forgetAll();
            look();
        } else if (announced.channel().equals(Leases.FREE)) {
            asked = false;
            look();
        }
    }

    /** What differs on this host now, as far as was found. */
    List<Drift> drift() {
        return drift.open();
    }

    /**
     * Keeps the lease, and shows that the agent lives; every 5 s. The agent is asked aside: one that is slow to answer must not
     * cost the lease.
     */
    void beat() {
        if (acquire()) {
            look();
        }
        greeting.takeAside(executor, this::greet);
    }

    private void greet() {
        AgentStatus status = link.status();
        if (!status.connected()) {
            return;
        }
        try {
            JsonNode said = link.ask(AgentConnection.question("hello")).path("agent");
            cluster.agentSeen(status.host(), AgentLink.report(said));
        } catch (IOException silent) {
            LOG.warnf("The host agent does not answer: %s", silent.getMessage());
        } catch (DatabaseAwayException told) {
            LOG.debug("That the host agent answers is not noted", told);
        } catch (RuntimeException failed) {
            LOG.warnf("That the host agent answers could not be noted: %s", failed.getMessage());
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
        return before == null || after == null || !Order.gists(before).equals(Order.gists(after));
    }

    private void work() {
        if (busy.compareAndSet(false, true)) {
            executor.execute(this::workUntilDone);
        }
    }

    private void workUntilDone() {
        try {
            tell(sight.news(book, this::lookSoon));
            if (lookWanted.getAndSet(false)) {
                compare();
            }
        } catch (DatabaseAwayException told) {
            LOG.debug("The servers of this host are compared with their wishes when it is back", told);
        } catch (IOException | RuntimeException failure) {
            // The next look, at the latest that of the timer, finds the same again.
            LOG.warnf("The servers of this host could not be compared with their wishes: %s", failure.getMessage());
        } finally {
            busy.set(false);
        }
        if (lookWanted.get() || sight.hasNews()) {
            work();
        }
    }

    private Optional<ServerDefinition> definition(Instance instance) {
        return Optional.ofNullable(
                definitions.of(instance.revision()).get(instance.key().server()));
    }

    private void lookSoon() {
        lookWanted.set(true);
    }

    private void tell(List<Observation> news) {
        Lease held = lease;
        if (held != null && !news.isEmpty()) {
            fleet.observe(news, held, held.epoch());
        }
    }

    /** Takes the host or keeps it; true if it begins anew: nobody here knows what others have told the agent since. */
    private boolean acquire() {
        asked = true;
        Lease before = lease;
        Lease now = leases.acquire("host/" + cluster.localHost(), LEASE).orElse(null);
        boolean begins = now != null && (before == null || before.epoch() != now.epoch());
        if (begins) {
            book.forgetAll();
        }
        lease = now;
        return begins;
    }

    private void compare() throws IOException {
        if (lease == null && !asked) {
            acquire();
        }
        Lease held = lease;
        if (held == null || !link.status().connected()) {
            return;
        }
        causes.forget();
        List<Instance> wished = fleet.onHost(cluster.localHost());
        Map<Seat, ServerStatus> seen = sight.now();
        Comparison.Answers answers = new Comparison.Answers(
                this::definition, secrets::reveal, causes::of, drift.mends(DriftKind.EXTRA), draining::over);
        OrderBook.Due due = book.due(told -> Comparison.of(wished, seen, told, answers));
        due.send(link::ask, held.epoch(), config.parallelStarts());
        Comparison comparison = due.comparison();
        if (!fleet.observe(comparison.observations(), held, held.epoch())) {
            // It ran out while this node stood still; what was seen is another's business now.
            return;
        }
        mend(comparison, wished, seen, held);
        Future<?> ordered = lookAgain;
        if (comparison.unfinished() && (ordered == null || ordered.isDone())) {
            lookAgain = scheduler.schedule(this::look, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void mend(Comparison comparison, List<Instance> wished, Map<Seat, ServerStatus> seen, Lease under) {
        if (drift.mends(DriftKind.WRONG_PORT) && !comparison.reseats().isEmpty() && leases.holds(under)) {
            fleet.reseat(comparison.reseats());
        }
        book.forget(drift.look(wished, seen, book.told(), () -> leases.holds(under)));
    }
}
