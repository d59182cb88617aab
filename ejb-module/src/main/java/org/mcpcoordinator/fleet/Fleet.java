package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of the fleet: what runs where. All changes of state pass here. */
@Stateless
@PermitAll
public class Fleet {
    @Inject
    InstanceStore store;

    @Inject
    InstanceViewStore views;

    @Inject
    Ledger ledger;

    @Inject
    Wishes wishes;

    @Inject
    PortPromiseStore promises;

    @Inject
    Clock clock;

    @Inject
    Event<InstanceMoved> moved;

    @Inject
    Announcements announcements;

    @Inject
    Leases leases;

    /**
     * All instances its reconciler is to know of; the same list as last time where nothing has changed. Those a rollout
     * still holds back, and their events, come once it lets them go. Of one with generations on two hosts, that of this host.
     */
    public List<Instance> onHost(String host) {
        return views.onHost(host);
    }

    /** All instances; the same list as last time where nothing has changed. For whoever keeps a view in memory. */
    public List<Instance> all() {
        return views.all();
    }

    /** All instances but those a rollout still holds back: whoever routes and starts is to know of these only. */
    public List<Instance> released() {
        return views.released();
    }

    /** All instances of one fleet, in one query. */
    public List<Instance> ofFleet(String fleet) {
        return InstanceViewStore.snapshots(views.ofFleet(fleet));
    }

    /** Those of the instances that are there and let go, in one statement. */
    public List<Instance> released(Collection<InstanceKey> keys) {
        return InstanceViewStore.snapshots(views.released(keys));
    }

    /** One instance. */
    public Optional<Instance> find(InstanceKey key) {
        return views.find(key).map(InstanceRow::snapshot);
    }

    /** A page of instances, ordered by server and replica. */
    public Page list(ServerFilter filter) {
        return views.page(filter);
    }

    /** How many instances are in which state, by category. */
    public Counts counts() {
        return views.counts();
    }

    /**
     * Takes note of what was seen, all in one transaction with one statement per kind of change; only changes are
     * written. Observations of another generation than the wished one are dropped. For observers that need no lease,
     * such as probes.
     */
    public void observe(Collection<? extends Observation> seen) {
        observe(seen, null, 0);
    }

    /**
     * As {@link #observe(Collection)}, for who looks under a lease: nothing is written once it has been lost or has run out, by
     * the database's clock, and what a holder of an older epoch saw is dropped.
     *
     * @param seen in the order it was seen
     * @param under null for none
     * @param epoch of the lease {@code host/...}; 0 for another lease
     * @return false if the lease is lost; not asked where there is nothing to write
     */
    public boolean observe(Collection<? extends Observation> seen, @Nullable Lease under, long epoch) {
        if (seen.isEmpty()) {
            return true;
        }
        Instant now = now();
        List<InstanceKey> keys = seen.stream().map(Observation::key).distinct().toList();
        Map<InstanceKey, List<Observation>> byKey =
                seen.stream().collect(Collectors.groupingBy(Observation::key, Collectors.toList()));
        List<InstanceRow> rows = store.lock(keys);
        if (under != null && !leases.holds(under)) {
            return false;
        }
        change(
                rows,
                (row, at) -> byKey.getOrDefault(row.key(), List.of()).stream()
                        .filter(observation -> Succession.mayTell(row, observation, under, epoch))
                        .forEach(observation -> Succession.see(row, observation, at)),
                now);
        return true;
    }

    /**
     * Gives up on those that have been STARTING for longer than their definition allows, with reason DEADLINE.
     *
     * @param watchedSince nobody's time runs before this moment, at which the caller began to watch: a server is not
     *     to blame for a time in which nobody looked
     * @return true if any is starting, late or not
     */
    public boolean giveUpLate(Instant watchedSince) {
        if (!store.isAnyStarting()) {
            return false;
        }
        Instant now = now();
        change(
                store.lockLate(watchedSince, now),
                (row, at) -> row.move(InstanceState.FAILED, Reason.DEADLINE, row.late(), at),
                now);
        change(
                store.lockLateNext(watchedSince, now),
                (row, at) -> {
                    InstanceRow next = Objects.requireNonNull(row.beside);
                    next.move(InstanceState.FAILED, Reason.DEADLINE, next.late(), at);
                },
                now);
        return true;
    }

    /**
     * Carries out what a person asked for one server (all replicas): {@code restart}, {@code stop}, {@code start},
     * {@code drain}, {@code quarantine}, {@code release}. Copies on which it has no effect stay as they are.
     *
     * @return all copies, as they are now
     * @throws ProblemException SERVER_NOT_FOUND, ACTION_UNKNOWN, MOVE_FORBIDDEN
     */
    public List<Instance> act(String server, String action) {
        Actions.Action chosen = Actions.of(action)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.ACTION_UNKNOWN,
                        "there is no action " + action
                                + "; there are restart, stop, start, drain, quarantine and release"));
        List<InstanceRow> rows = store.lockServer(server);
        if (rows.isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "no server is named " + server);
        }
        if (rows.stream().noneMatch(chosen.fits())) {
            throw new ProblemException(
                    ProblemCode.MOVE_FORBIDDEN, "cannot " + action + " " + server + ": " + chosen.otherwise());
        }
        change(
                rows,
                (row, at) -> {
                    if (chosen.fits().test(row)) {
                        chosen.effect().accept(row, at);
                    }
                },
                now());
        return InstanceViewStore.snapshots(rows);
    }

    /**
     * Wishes instances to run: reserves their ports and writes their rows, new ones held back until
     * {@link #letGo}. A wish that is fulfilled already changes nothing, so that repeating a chunk has no effect. Who
     * finds no port is FAILED with PORT_EXHAUSTED, alone.
     *
     * @param chunk at most 100
     */
    public void wish(Collection<Wish> chunk) {
        tell(wishes.write(chunk, false, now()));
    }

    /**
     * As {@link #wish}, for instances that serve on the reserve: they get another generation on a port of their category's
     * own range. Where none is free, or nothing is parked, nothing happens.
     *
     * @param chunk at most 100
     */
    public void bringHome(Collection<Wish> chunk) {
        tell(wishes.write(chunk, true, now()));
    }

    /** Instances that serve on ports of the reserve. */
    public List<Instance> parked(String host) {
        PortBook book = wishes.book(host, "");
        return InstanceViewStore.snapshots(views.between(host, book.reserveFirst(), book.reserveLast()));
    }

    /**
     * Lets the reconcilers have the instances, or their next generations; does nothing for those it has let go before.
     */
    public void letGo(Collection<InstanceKey> keys) {
        Instant now = now();
        List<InstanceRow> locked = store.lock(keys);
        List<InstanceRow> rows = locked.stream().filter(row -> row.held).toList();
        rows.forEach(row -> {
            row.held = false;
            row.since = now;
        });
        store.move(rows);
        tell(rows.stream()
                .map(row -> new InstanceMoved.Move(null, row.snapshot()))
                .toList());
        change(
                locked.stream()
                        .filter(row -> row.beside != null && row.beside.held)
                        .toList(),
                Succession::letGo,
                now);
    }

    /**
     * Has copies that sleep started, because they are called. Of each server the first copy that sleeps, or that failed
     * before {@code failedBefore}; none where one runs or is on its way. Any number of calls, on any node, start one
     * process: who comes second finds it on its way.
     *
     * @param failedBefore one that failed later than this has just been tried, and is left alone
     */
    public void wake(Collection<String> servers, Instant failedBefore) {
        Instant now = now();
        Set<String> settled = new HashSet<>();
        List<InstanceRow> rows = store.lockServers(servers);
        rows.stream()
                .filter(row -> row.desired == Desired.RUNNING && Standby.comesWithout(row, failedBefore))
                .forEach(row -> settled.add(row.server));
        change(
                rows.stream()
                        .filter(row -> Standby.wakes(row, failedBefore) && settled.add(row.server))
                        .toList(),
                Standby::wake,
                now);
    }

    /**
     * Puts copies to sleep that run on demand and answer, if they still are as they were seen. Their processes are
     * stopped once nothing is under way there.
     *
     * @param seen at most 1,000
     * @param under the lease under which they were watched: where it is lost, nothing happens; null for none
     * @return how many sleep now because of this
     */
    public int sleep(Collection<Instance> seen, String sentence, @Nullable Lease under) {
        if (seen.isEmpty()) {
            return 0;
        }
        Map<InstanceKey, String> incarnations =
                seen.stream().collect(Collectors.toMap(Instance::key, Instance::incarnation));
        List<InstanceRow> rows = store.lock(incarnations.keySet()).stream()
                .filter(row ->
                        Standby.maySleep(row) && row.snapshot().incarnation().equals(incarnations.get(row.key())))
                .toList();
        if (under != null && !leases.holds(under)) {
            return 0;
        }
        change(rows, (row, at) -> Standby.sleep(row, sentence, at), now());
        return rows.size();
    }

    /** Gives instances that ended, or whose port a stranger holds, another port; at most 100 at once. */
    public void reseat(Collection<Reseat> wanted) {
        if (!wanted.isEmpty()) {
            tell(wishes.reseat(wanted, now()));
        }
    }

    /** Corrects the ports of records that name others than are listened on; at most 1,000 at once. */
    public void correct(Collection<Correction> wanted) {
        if (!wanted.isEmpty()) {
            tell(wishes.correct(wanted, now()));
        }
    }

    /** Wishes instances anew, above what their agents run; at most 1,000 at once. Each is started once more by that. */
    public void outrun(Collection<Outrun> wanted) {
        Map<InstanceKey, Outrun> byKey =
                wanted.stream().collect(Collectors.toMap(Outrun::key, each -> each, (a, b) -> a));
        List<InstanceRow> rows = store.lock(byKey.keySet()).stream()
                .filter(row -> Objects.requireNonNull(byKey.get(row.key())).fits(row))
                .toList();
        change(
                rows,
                (row, at) -> row.generation =
                        Objects.requireNonNull(byKey.get(row.key())).seen() + 1,
                now());
    }

    /** Wishes instances away: those that run are stopped first, the others are gone at once. How they were is kept. */
    public void remove(Collection<InstanceKey> keys) {
        Instant now = now();
        List<InstanceRow> rows = store.lock(keys);
        store.remember(keys, now);
        change(rows, (row, at) -> row.end(Desired.REMOVED, at), now);
    }

    /** Forgets what was wished for the fleet and never let go. */
    public void forgetHeld(String fleet) {
        List<InstanceRow> rows = views.ofFleet(fleet);
        store.delete(rows.stream().filter(row -> row.held).map(InstanceRow::key).toList());
        List<InstanceKey> waiting = rows.stream()
                .filter(row -> !row.held && row.beside != null && row.beside.held)
                .map(InstanceRow::key)
                .toList();
        change(store.lock(waiting), Succession::dismiss, now());
    }

    /**
     * The ports of a host as they are reserved now, and promised to open rollouts of other fleets, to see what a plan would
     * get; changes nothing.
     */
    public PortBook ports(String host, String mine) {
        return wishes.book(host, mine);
    }

    /** Which program of somebody else's listens on that port, in words for people; empty if nothing is known. */
    public Optional<String> stranger(String host, int port) {
        return wishes.stranger(host, port);
    }

    /**
     * Promises ports to an open rollout's servers until {@link #forgetPromises}: each port of a host to one fleet only. Who
     * asks second waits for the first one's transaction and does not get them.
     *
     * @return the ports it did not get, with who has them, as sentences like those of {@link #holders}
     */
    public Map<Integer, String> promise(String host, String mine, Map<InstanceKey, Integer> ports) {
        return wishes.promise(host, mine, ports, this::all);
    }

    /** The fleet's rollout has ended: what it was promised is free, or reserved for its servers. */
    public void forgetPromises(String mine) {
        promises.forget(mine);
    }

    /**
     * Who holds each of these ports of a host now, instances of one fleet left out; ports that are free are not named.
     *
     * @param mine the fleet whose own ports are none of the question
     * @return sentences that go on after "port 3100 is held by"
     */
    public Map<Integer, String> holders(String host, String mine, Collection<Integer> ports) {
        return wishes.holders(host, mine, ports, all());
    }

    private void change(List<InstanceRow> rows, BiConsumer<InstanceRow, Instant> change, Instant now) {
        tell(ledger.change(rows, change, now));
    }

    private void tell(List<InstanceMoved.Move> moves) {
        if (!moves.isEmpty()) {
            announcements.tellOthers(Hearsay.CHANNEL, Hearsay.words(moves));
            moved.fire(new InstanceMoved(moves));
        }
    }

    /** To the millisecond, so that what is told is what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
