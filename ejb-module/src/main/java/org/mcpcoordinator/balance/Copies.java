package org.mcpcoordinator.balance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;

/** The copies of one server that are routed at one moment; never changed, only replaced, but for how they do. */
final class Copies {
    /** Another copy must promise to be so much faster to be called out of its turn. */
    private static final double CLEARLY = 1.2;

    private final Rules rules;
    private final List<Route> routes;
    private final Condition[] conditions;
    private final Protection protection;

    Copies(Rules rules, List<Route> routes, List<Condition> conditions, Protection protection) {
        this.rules = rules;
        this.routes = routes;
        this.conditions = conditions.toArray(Condition[]::new);
        this.protection = protection;
    }

    List<Route> routes() {
        return routes;
    }

    Protection protection() {
        return protection;
    }

    int mostWaiting() {
        return rules.mostWaiting(conditions.length);
    }

    /** How the copy does that is called there; null if it is none of these. */
    @Nullable
    Condition find(Route route) {
        for (int i = 0; i < conditions.length; i++) {
            Route its = routes.get(i);
            if (its.replica() == route.replica()
                    && its.address().equals(route.address())
                    && its.incarnation().equals(route.incarnation())) {
                return conditions[i];
            }
        }
        return null;
    }

    /** Each in its turn; but of that one and another one the other, if it is clearly less busy. */
    Route choose(RandomGenerator random, long now) {
        int count = conditions.length;
        if (count == 1) {
            return routes.get(0);
        }
        boolean all = isTooFew(now);
        int turn = Math.floorMod(protection.turn(), count);
        int first = takes(turn, all, random, now) ? turn : instead(turn, all, random, now);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        Condition other = conditions[second];
        if ((!all && !other.isFit(now)) || other.isWarming(now)) {
            return routes.get(first);
        }
        return routes.get(other.cost(now) * CLEARLY < conditions[first].cost(now) ? second : first);
    }

    /** Another copy than those that have been tried, the least busy one; those left alone only if there is no other. */
    Optional<Route> other(Collection<Route> tried, long now) {
        Route best = null;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < conditions.length; i++) {
            Route route = routes.get(i);
            double cost = conditions[i].cost(now) * (conditions[i].isFit(now) ? 1 : 1e12);
            if (cost < least && tried.stream().noneMatch(each -> isSame(each, route))) {
                best = route;
                least = cost;
            }
        }
        return Optional.ofNullable(best);
    }

    /** True if so many are left alone by now that all are called. */
    private boolean isTooFew(long now) {
        return ejected(now) > rules.mostEjected(conditions.length);
    }

    int ejected(long now) {
        int ejected = 0;
        for (Condition condition : conditions) {
            if (!condition.isFit(now)) {
                ejected++;
            }
        }
        return ejected;
    }

    /** Whoever has just come takes only part of what falls to it, unless the others have come just now, too. */
    private boolean takes(int index, boolean all, RandomGenerator random, long now) {
        Condition condition = conditions[index];
        if (!all && !condition.isFit(now)) {
            return false;
        }
        return !condition.isWarming(now) || random.nextDouble() * heaviest(all, now) < condition.weight(now);
    }

    private double heaviest(boolean all, long now) {
        double most = 0;
        for (Condition condition : conditions) {
            if (all || condition.isFit(now)) {
                most = Math.max(most, condition.weight(now));
            }
        }
        return most;
    }

    /** One that takes its full share, in the place of one that does not; by chance, so that its neighbour does not get all. */
    private int instead(int turn, boolean all, RandomGenerator random, long now) {
        int count = conditions.length;
        int from = random.nextInt(count);
        int last = turn;
        double weight = -1;
        for (int i = 0; i < count; i++) {
            int index = (from + i) % count;
            Condition condition = conditions[index];
            if ((all || condition.isFit(now)) && condition.weight(now) > weight) {
                last = index;
                weight = condition.weight(now);
            }
        }
        return last;
    }

    /** Leaves the copy alone, unless that are as many as may be already. True if it is left alone now. */
    boolean eject(Condition condition, String why, double spread, long now) {
        synchronized (protection) {
            boolean may = condition.isFit(now) && ejected(now) < rules.mostEjected(conditions.length);
            if (may) {
                condition.eject(why, spread, now);
            }
            return may;
        }
    }

    private static boolean isSame(Route one, Route other) {
        return one.replica() == other.replica() && one.address().equals(other.address());
    }
}
