package org.mcpcoordinator.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.AgentReport;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.timer.Turn;

/**
 * Brings what is wished on one host and what runs there together. Level-triggered: events only say that it is time to look,
 * and each look compares whole states, so that none can be missed for good. Of all nodes that reach the host's agent one does
 * it, the holder of the lease {@code host/HOST}, whose epoch goes with every order and every observation. Work is done aside,
 * one piece after the other, never by two at once.
 */
final class HostReconciler implements AgentLink.Listener {
    private static final Logger LOG = Logger.getLogger(HostReconciler.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Reconciler desk;
    private final String host;
    private final AgentSight sight = new AgentSight();
    private final OrderBook book = new OrderBook();
    private final DriftWatch drift;
    private final Draining draining;
    private final AgentLink link;
    private final AtomicBoolean lookWanted = new AtomicBoolean();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Turn greeting = new Turn();
    private volatile @Nullable Lease lease;
    private volatile String place = "";
    /** True once the host was asked for: from then on that is done in the beat, not with each look of a node that has not got it. */
    private volatile boolean asked;

    /** The look that follows by itself, if one does; what fails in it is said there. */
    private volatile @Nullable Future<?> lookAgain;

    /**
     * @param dial how its agent is reached
     * @param starter starts one where none answers; null for a host that this node is not on
     */
    HostReconciler(Reconciler desk, String host, AgentLink.Dial dial, @Nullable AgentStarter starter) {
        this.desk = desk;
        this.host = host;
        // From afar it is asked for in the beat only, which knows whether it is our turn.
        this.asked = starter == null;
        drift = new DriftWatch(
                host, new Discrepancies(host, desk.config.reportOnly()), desk.repairs, desk.drifts, desk.clock);
        draining = new Draining(desk.traffic, desk.stdio, desk.clock, desk.cluster::isAlone, desk.cluster::hearing);
        link = new AgentLink(dial, host, starter, this, desk.clock);
    }

    AgentSight sight() {
        return sight;
    }

    AgentLink link() {
        return link;
    }

    /** Instances have moved, on whatever host. */
    void moved(InstanceMoved news) {
        if (news.moves().stream().anyMatch(this::concerns)) {
            look();
        }
    }

    @Override
    public void bridged(int port, String secret) {
        desk.stdio.tell(host, port, secret);
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
                .forEach(desk.lists::fire);
    }

    @Override
    public void lost() {
        sight.forgetNews();
    }

    /** The agent is told everything anew: another fleet is in the place of the one there was. */
    void beginAnew() {
        book.forgetAll();
        look();
    }

    /** This host may be ours now. */
    void leaseIsFree() {
        asked = false;
        look();
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
        greeting.takeAside(desk.executor, this::noted);
    }

    private void noted() {
        try {
            AgentReport said = greet();
            if (said != null) {
                seen(said);
            }
        } catch (DatabaseAwayException told) {
            LOG.debug("That the host agent answers is not noted", told);
        } catch (RuntimeException failed) {
            LOG.warnf("That the host agent answers could not be noted: %s", failed.getMessage());
        }
    }

    /**
     * The same for a host that this node is not on: that host's own nodes come first, and who does not reach its agent leaves it
     * to others.
     *
     * @param manned true if a node on it lives
     */
    void beatFromAfar(boolean manned) {
        AgentReport said = greet();
        if (manned || said == null) {
            leave();
            return;
        }
        if (acquire()) {
            look();
        }
        if (lease != null) {
            seen(said);
        }
    }

    /** Under which epoch this node looks after the host; 0 if it does not, as far as it knows. */
    long epoch() {
        Lease held = lease;
        return held == null ? 0 : held.epoch();
    }

    /** Gives the lease back, if it is here, and says so. */
    void leave() {
        Lease held = lease;
        if (held != null) {
            lease = null;
            desk.leases.release(held);
            desk.announcements.announce(Leases.FREE, held.name());
        }
    }

    /** Where other hosts reach its agent, as the table has it now; empty if they do not. */
    String place() {
        return place;
    }

    private void seen(AgentReport said) {
        desk.cluster.agentSeen(host, said);
        String address = said.address();
        place = address == null ? "" : address;
    }

    /** What the agent says of itself; null if it does not answer. */
    private @Nullable AgentReport greet() {
        if (!link.status().connected()) {
            return null;
        }
        try {
            return AgentLink.report(
                    link.ask(AgentConnection.question("hello"), TO_ANSWER).path("agent"));
        } catch (IOException silent) {
            LOG.warnf("The agent of host %s does not answer: %s", host, silent.getMessage());
            return null;
        }
    }

    /** Asks for a comparison of everything, soon. */
    void look() {
        lookWanted.set(true);
        work();
    }

    private boolean concerns(InstanceMoved.Move move) {
        Set<Order.Gist> before = gists(move.before());
        Set<Order.Gist> after = gists(move.after());
        return !before.equals(after);
    }

    /** What the agent of this host is to know of an instance: while it moves, it is on two hosts. */
    private Set<Order.Gist> gists(@Nullable Instance instance) {
        return Stream.ofNullable(instance)
                .flatMap(each -> each.at(host::equals).stream())
                .flatMap(each -> Order.gists(each).stream())
                .collect(Collectors.toSet());
    }

    private void work() {
        if (busy.compareAndSet(false, true)) {
            desk.executor.execute(this::workUntilDone);
        }
    }

    private void workUntilDone() {
        try {
            tell(sight.news(book, this::lookSoon));
            if (lookWanted.getAndSet(false)) {
                compare();
            }
        } catch (DatabaseAwayException told) {
            LOG.debugf("The servers of host %s are compared with their wishes when it is back", host);
        } catch (IOException | RuntimeException failure) {
            // The next look, at the latest that of the timer, finds the same again.
            LOG.warnf("The servers of host %s could not be compared with their wishes: %s", host, failure.getMessage());
        } finally {
            busy.set(false);
        }
        if (lookWanted.get() || sight.hasNews()) {
            work();
        }
    }

    private Optional<ServerDefinition> definition(Instance instance) {
        return Optional.ofNullable(
                desk.definitions.of(instance.revision()).get(instance.key().server()));
    }

    private void lookSoon() {
        lookWanted.set(true);
    }

    private void tell(List<Observation> news) {
        Lease held = lease;
        if (held != null && !news.isEmpty()) {
            desk.fleet.observe(news, held, held.epoch());
        }
    }

    /** Takes the host or keeps it; true if it begins anew: nobody here knows what others have told the agent since. */
    private boolean acquire() {
        asked = true;
        Lease before = lease;
        Lease now = desk.leases.acquire(Host.lease(host), LEASE).orElse(null);
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
        desk.causes.forget();
        List<Instance> wished = desk.fleet.onHost(host);
        Map<Seat, ServerStatus> seen = sight.now();
        Comparison.Answers answers = new Comparison.Answers(
                this::definition, desk.secrets::reveal, desk.causes::of, drift.mends(DriftKind.EXTRA), draining::over);
        OrderBook.Due due = book.due(told -> Comparison.of(wished, seen, told, answers));
        due.send(link::ask, held.epoch(), desk.config.parallelStarts());
        Comparison comparison = due.comparison();
        if (!desk.fleet.observe(comparison.observations(), held, held.epoch())) {
            // It ran out while this node stood still; what was seen is another's business now.
            return;
        }
        mend(comparison, wished, seen, held);
        Future<?> ordered = lookAgain;
        if (comparison.unfinished() && (ordered == null || ordered.isDone())) {
            lookAgain = desk.scheduler.schedule(this::look, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void mend(Comparison comparison, List<Instance> wished, Map<Seat, ServerStatus> seen, Lease under) {
        try {
            if (drift.mends(DriftKind.WRONG_PORT)) {
                desk.repairs.reseat(comparison.reseats(), under);
            }
            book.forget(drift.look(wished, seen, book.told(), under));
        } catch (ProblemException lost) {
            if (lost.code() != ProblemCode.LEASE_LOST) {
                throw lost;
            }
            LOG.debugf("What differs on host %s is for another node to mend: %s", host, lost.getMessage());
        }
    }
}
