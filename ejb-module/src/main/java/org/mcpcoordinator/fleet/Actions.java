package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What a person may ask of a server: on which copies it has an effect, and which. */
final class Actions {
    private static final Map<String, Action> BY_NAME = Map.of(
            "restart",
            new Action(row -> runs(row) && !row.held, Actions::restart, "it is stopped; start it instead"),
            "stop",
            new Action(Actions::runs, (row, now) -> row.end(Desired.STOPPED, now), "it is stopped already"),
            "start",
            new Action(Actions::startable, Actions::start, "it runs already"),
            "drain",
            new Action(row -> runs(row) && !row.draining, (row, now) -> row.draining = true, "it drains already"),
            "quarantine",
            new Action(
                    Actions::quarantinable,
                    (row, now) -> row.move(InstanceState.QUARANTINED, Reason.OPERATOR, "", now),
                    "it does not run"),
            "release",
            new Action(Actions::kept, Actions::release, "it is neither quarantined nor draining"));

    private Actions() {}

    /**
     * One action.
     *
     * @param fits the copies it has an effect on
     * @param effect what it does to such a copy
     * @param otherwise why it has no effect, if it fits no copy
     */
    record Action(Predicate<InstanceRow> fits, BiConsumer<InstanceRow, Instant> effect, String otherwise) {
        Action {
            Objects.requireNonNull(fits);
            Objects.requireNonNull(effect);
            Objects.requireNonNull(otherwise);
        }
    }

    static Optional<Action> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static boolean runs(InstanceRow row) {
        return row.desired == Desired.RUNNING;
    }

    private static boolean startable(InstanceRow row) {
        return row.desired == Desired.STOPPED || (runs(row) && row.state == InstanceState.FAILED);
    }

    private static boolean quarantinable(InstanceRow row) {
        return runs(row)
                && switch (row.state) {
                    case STARTING, HEALTHY, UNHEALTHY -> true;
                    case PLANNED, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED -> false;
                };
    }

    private static boolean kept(InstanceRow row) {
        return runs(row) && (row.draining || row.state == InstanceState.QUARANTINED);
    }

    /** A higher number of restarts than the agent knows means: start again. The old process may answer until then. */
    private static void restart(InstanceRow row, Instant now) {
        row.restarts++;
        row.retries.forget();
        row.begin(now);
    }

    /** After a stop the agent has forgotten the server: whatever it starts now is news, whether it had stopped or not. */
    private static void start(InstanceRow row, Instant now) {
        if (row.desired == Desired.STOPPED) {
            row.desired = Desired.RUNNING;
            row.forgetProcess();
            row.begin(now);
        } else {
            restart(row, now);
        }
    }

    private static void release(InstanceRow row, Instant now) {
        row.draining = false;
        if (row.state == InstanceState.QUARANTINED) {
            row.move(InstanceState.STARTING, Reason.AWAITING_FIRST_ANSWER, "", now);
        }
    }
}
