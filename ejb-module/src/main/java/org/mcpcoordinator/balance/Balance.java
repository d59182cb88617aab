package org.mcpcoordinator.balance;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/**
 * For whoever sends calls: which copy, whether at all, whether once more; hears how each went. Takes no lock on a call that goes
 * well.
 */
public final class Balance {
    private static final Logger LOG = Logger.getLogger(Balance.class);
    private static final int FIRST_FAILURE = 500;

    private final Rules rules;
    private final Function<String, CallCount> counts;
    private final LongSupplier nanos;
    private final Supplier<RandomGenerator> random;
    private final Clock clock;
    private final BalanceFigures figures = new BalanceFigures();
    private final LongAdder calls = new LongAdder();
    private final RetryBudget budget;
    private final Map<InstanceKey, Condition> leaving = new HashMap<>();
    private final List<Consumer<BalanceEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile Map<String, Copies> servers = Map.of();

    /**
     * One that stands alone.
     *
     * @param counts gives the count of calls under way at an address
     * @param nanos the time, as {@link System#nanoTime} gives it
     */
    public Balance(
            Rules rules,
            Function<String, CallCount> counts,
            LongSupplier nanos,
            Supplier<RandomGenerator> random,
            Clock clock) {
        this.rules = rules;
        this.counts = counts;
        this.nanos = nanos;
        this.random = random;
        this.clock = clock;
        this.budget = new RetryBudget(calls::sum, nanos.getAsLong());
    }

    /**
     * Hears what callers notice, on the thread of a call; must not wait.
     *
     * @return what ends that
     */
    public Runnable listen(Consumer<BalanceEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(BalanceEvent.Kind kind, String server, int replica, String why) {
        if (!listeners.isEmpty()) {
            BalanceEvent event = new BalanceEvent(clock.instant(), kind, server, replica, why);
            listeners.forEach(listener -> listener.accept(event));
        }
    }

    public BalanceFigures figures() {
        return figures;
    }

    /** Takes the table in; does nothing if it is still the same. How the copies do that stay is kept. */
    @SuppressWarnings("ReferenceEquality") // tables are replaced, never changed: the same one is the same object
    public void refresh(RouteTable newest) {
        if (table != newest) {
            replace(newest);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private synchronized void replace(RouteTable newest) {
        if (table == newest) {
            return;
        }
        long now = now();
        Map<String, Copies> next = new HashMap<>(2 * newest.routes().size());
        newest.routes().forEach((server, routes) -> {
            Copies before = servers.get(server);
            boolean same = before != null && before.routes() == routes;
            next.put(server, same && before != null ? before : copies(before, routes, now));
        });
        servers.forEach((server, before) -> part(before, next.get(server), newest, now));
        leaving.keySet().retainAll(newest.drained());
        servers = next;
        table = newest;
    }

    private Copies copies(@Nullable Copies before, List<Route> routes, long now) {
        List<Condition> conditions = new ArrayList<>();
        for (Route route : routes) {
            Condition known = before == null ? null : before.find(route);
            Condition back = leaving.remove(route.key());
            if (back != null) {
                back.comeBack(now);
            }
            conditions.add(known != null ? known : back != null ? back : new Condition(rules, count(route), now));
        }
        return new Copies(rules, routes, conditions, before == null ? new Protection(rules, now) : before.protection());
    }

    /** Whoever is drained is remembered until that is over: its calls have a time by which they must have ended. */
    private void part(Copies before, @Nullable Copies after, RouteTable newest, long now) {
        for (Route route : before.routes()) {
            Condition condition = before.find(route);
            if (condition != null
                    && newest.drained().contains(route.key())
                    && (after == null || after.find(route) == null)) {
                condition.leave(now);
                tell(BalanceEvent.Kind.DRAINED, route.server(), route.replica(), "");
                leaving.put(route.key(), condition);
            }
        }
    }

    /** The copy to call, of those that are routed. */
    public Route choose(String server, List<Route> routes) {
        if (routes.size() == 1) {
            return routes.get(0);
        }
        Copies copies = servers.get(server);
        return copies == null ? routes.get(0) : copies.choose(random.get(), now());
    }

    /** Another copy of the same server than those that have been tried. */
    public Optional<Route> other(String server, Collection<Route> tried) {
        Copies copies = servers.get(server);
        return copies == null ? Optional.empty() : copies.other(tried, now());
    }

    /** A call is about to be sent there, for the first time or {@code again}; what comes of it is told to the attempt. */
    public Attempt begin(Route route, boolean again) {
        long now = now();
        Copies copies = servers.get(route.server());
        Condition condition = copies == null ? null : copies.find(route);
        if (copies == null || condition == null) {
            // Not routed any more, in this very moment.
            condition = new Condition(rules, count(route), now);
            copies = new Copies(rules, List.of(route), List.of(condition), new Protection(rules, now));
        }
        Protection protection = copies.protection();
        if (!again) {
            protection.called();
            calls.increment();
        }
        Breaker.Pass pass = protection.breaker().pass(now);
        if (pass == Breaker.Pass.NOT) {
            return refused(
                    copies,
                    condition,
                    route,
                    stalled(route, protection.breaker().left(now)));
        }
        if (!protection.await(copies.mostWaiting())) {
            if (pass == Breaker.Pass.AS_TRIAL) {
                protection.breaker().untold(now);
            }
            return refused(copies, condition, route, busy(route, copies.mostWaiting()));
        }
        condition.calls().begin();
        return new Attempt(this, copies, condition, route, now, pass == Breaker.Pass.AS_TRIAL, null);
    }

    /** True if a call to the server may be sent once more although its server may have got it; that is counted. */
    public boolean mayRetry(String server) {
        Copies copies = servers.get(server);
        long now = now();
        boolean may = copies != null && copies.protection().budget().take(now) && budget.take(now);
        (may ? figures.retries : figures.retriesDenied).increment();
        return may;
    }

    /** A call had to be ended because its copy is drained. */
    public void forced() {
        figures.forced.increment();
    }

    /** How the copies of a server are called by this node; empty if none is routed. */
    public List<CopyView> look(String server) {
        Copies copies = servers.get(server);
        return copies == null ? List.of() : new Look(now(), clock.instant(), rules).at(copies);
    }

    /** Copies that are left alone now. */
    public int ejected() {
        long now = now();
        return servers.values().stream().mapToInt(copies -> copies.ejected(now)).sum();
    }

    /** Servers that are not called now because they do not answer. */
    public long paused() {
        return servers.values().stream()
                .filter(copies -> !copies.protection().breaker().isClosed())
                .count();
    }

    long now() {
        return nanos.getAsLong();
    }

    void answered(Attempt attempt, int status) {
        long now = now();
        if (attempt.copies().protection().breaker().answered()) {
            LOG.infof("%s answers again and is called", attempt.route().server());
            tell(BalanceEvent.Kind.ANSWERS, attempt.route().server(), BalanceEvent.ALL, "");
        }
        if (status >= FIRST_FAILURE) {
            fail(attempt, false, "HTTP " + status, now);
        } else if (attempt.condition().answered(now - attempt.begunAt(), now)) {
            tell(
                    BalanceEvent.Kind.BACK,
                    attempt.route().server(),
                    attempt.route().replica(),
                    "");
        }
    }

    void failed(Attempt attempt, boolean unreachable, String how) {
        if (attempt.copies().protection().breaker().answered()) {
            tell(BalanceEvent.Kind.ANSWERS, attempt.route().server(), BalanceEvent.ALL, "");
        }
        fail(attempt, unreachable, how, now());
    }

    void silent(Attempt attempt) {
        long now = now();
        if (attempt.copies().protection().breaker().silent(attempt.isTrial(), spread(), now)) {
            figures.openings.increment();
            LOG.warnf(
                    "%s takes calls and does not answer: it is not called for %d s",
                    attempt.route().server(),
                    attempt.copies().protection().breaker().left(now).toSeconds());
            tell(BalanceEvent.Kind.PAUSED, attempt.route().server(), BalanceEvent.ALL, "");
        }
        fail(attempt, false, "no answer", now);
    }

    /** The caller has gone before anything was heard. */
    void left(Attempt attempt) {
        if (attempt.isTrial()) {
            attempt.copies().protection().breaker().untold(now());
        }
    }

    private void fail(Attempt attempt, boolean unreachable, String how, long now) {
        int inARow = attempt.condition().failed();
        if (!unreachable && inARow < rules.failures()) {
            return;
        }
        String why = unreachable ? how : inARow + " calls in a row failed, the last one with: " + how;
        if (attempt.copies().eject(attempt.condition(), why, spread(), now)) {
            figures.ejections.increment();
            LOG.warnf(
                    "%s#%d gets no calls for %d s: %s",
                    attempt.route().server(),
                    attempt.route().replica(),
                    Condition.left(attempt.condition().ejection().until(), now).toSeconds(),
                    why);
            tell(
                    BalanceEvent.Kind.EJECTED,
                    attempt.route().server(),
                    attempt.route().replica(),
                    why);
        }
    }

    private Attempt refused(Copies copies, Condition condition, Route route, Attempt.Refused why) {
        figures.turnedAway.increment();
        return new Attempt(this, copies, condition, route, now(), false, why);
    }

    private static Attempt.Refused stalled(Route route, Duration left) {
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        return new Attempt.Refused(
                ProblemCode.SERVER_STALLED,
                route.server() + " took its last calls and did not answer them; it is tried again in " + seconds + " s",
                seconds);
    }

    private static Attempt.Refused busy(Route route, int most) {
        return new Attempt.Refused(
                ProblemCode.SERVER_BUSY, most + " calls wait for an answer of " + route.server() + " already", 1);
    }

    private CallCount count(Route route) {
        return counts.apply(route.address().toString());
    }

    private double spread() {
        return 0.9 + 0.2 * random.get().nextDouble();
    }
}
