package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;

/**
 * A plan that was made a moment ago and is applied unseen. Nobody has reviewed its ports: where others took some meanwhile,
 * others do as well, and it is made anew. Whatever else has changed is for a person to look at.
 */
final class FreshPlan {
    /** So often it is made again. */
    private static final int AGAIN = 3;

    private final Supplier<JsonNode> making;
    private final Shell shell;

    /**
     * Not applied yet.
     *
     * @param making makes it again
     */
    FreshPlan(Supplier<JsonNode> making, Shell shell) {
        this.making = making;
        this.shell = shell;
    }

    /**
     * Applies it.
     *
     * @param made what was made first
     * @param apply applies a plan
     * @return what came of it; empty if, made anew, it changes nothing
     * @throws Refusal if it cannot be applied, whatever its ports are
     */
    <T> Optional<T> applied(JsonNode made, Function<JsonNode, T> apply) {
        JsonNode plan = made;
        for (int again = 1; ; again++) {
            try {
                return plan.path("changes").isEmpty() ? Optional.empty() : Optional.of(apply.apply(plan));
            } catch (Refusal refused) {
                if (again > AGAIN || !onlyPorts(refused.problem())) {
                    throw refused;
                }
                int ports = refused.problem().places().size();
                shell.printer()
                        .step((ports == 1 ? "A port" : ports + " ports") + " of the plan went to others meanwhile;"
                                + " planning anew, " + again + " of " + AGAIN + ".");
                plan = making.get();
            }
        }
    }

    private static boolean onlyPorts(Refusal.Problem problem) {
        return problem.code().equals("PLAN_STALE")
                && !problem.places().isEmpty()
                && problem.places().stream().allMatch(place -> place.endsWith("/port"));
    }
}
