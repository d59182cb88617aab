package org.mcpcoordinator.balance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;

/** What is told of copies, at one moment. */
record Look(long now, Instant at, Rules rules) {
    List<CopyView> at(Copies copies) {
        return copies.routes().stream()
                .map(route -> of(copies, route, copies.find(route)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<CopyView> of(Copies copies, Route route, @Nullable Condition condition) {
        if (condition == null) {
            return Optional.empty();
        }
        CopyView.State state = state(copies, condition);
        Condition.Ejection ejection = condition.ejection();
        Breaker breaker = copies.protection().breaker();
        Instant warm = time(condition.warmFrom());
        return Optional.of(
                switch (state) {
                    case PAUSED ->
                        view(
                                route,
                                state,
                                at.minus(breaker.openFor(now)),
                                at.plus(breaker.left(now)),
                                "its server takes calls and does not answer",
                                condition);
                    case EJECTED ->
                        view(route, state, time(ejection.from()), time(ejection.until()), ejection.why(), condition);
                    case WARMING -> view(route, state, warm, warm.plus(rules.slowStart()), "", condition);
                    case CALLED -> view(route, state, warm, warm, "", condition);
                });
    }

    private CopyView.State state(Copies copies, Condition condition) {
        if (!copies.protection().breaker().isClosed()) {
            return CopyView.State.PAUSED;
        }
        if (!condition.isFit(now)) {
            return CopyView.State.EJECTED;
        }
        boolean alone = copies.routes().size() == 1;
        return condition.isWarming(now) && !alone ? CopyView.State.WARMING : CopyView.State.CALLED;
    }

    private CopyView view(
            Route route, CopyView.State state, Instant since, Instant until, String why, Condition condition) {
        return new CopyView(
                route.replica(), state, since, until, why, condition.calls().underWay(), condition.millis(now));
    }

    private Instant time(long nano) {
        return at.plusNanos(nano - now);
    }
}
