package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remains;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.rollout.RolloutMoved;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.timer.Occasion;

/**
 * Asks the agent of this node's host for exit code and last lines of servers that have failed or gone, while it still knows
 * them: evidence that is collected when somebody asks is often collected too late (as Nomad's users found).
 */
@ApplicationScoped
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class Witness {
    /** A thousand servers that go together are heard in less than a minute. */
    private static final int AT_ONCE = 50;

    private static final int LINES = 20;

    /** What another node took down, or what is slow to go, is heard so soon. */
    private static final Duration UNTOLD = Duration.ofSeconds(10);

    private final Occasion occasion = new Occasion(UNTOLD);

    @Inject
    Remains remains;

    @Inject
    LastWords words;

    @Inject
    Runtime runtime;

    @Inject
    Cluster cluster;

    @Inject
    Clock clock;

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        occasion.arise();
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved moved) {
        occasion.arise();
    }

    boolean isDue() {
        return occasion.isDue(clock.instant());
    }

    /** Hears whoever is to be heard, if there can be anybody; by one thread at a time. */
    void turn() {
        occasion.take(clock.instant(), this::hear);
    }

    /**
     * Names to the agent whose logs are evidence still. Said again and again, so that neither an agent nor a node that begins
     * anew has to remember it.
     */
    void speak() {
        runtime.spare(remains.failed(cluster.localHost()));
    }

    /**
     * Hears those that nobody has heard; while the agent is away they wait. One that cannot be heard holds up no other.
     *
     * @return true if there were any
     */
    boolean hear() {
        List<Remnant> unheard = remains.unheard(cluster.localHost(), AT_ONCE);
        for (Remnant remnant : unheard) {
            List<String> lines;
            try {
                lines = words.of(remnant.key(), remnant.side(), LINES);
            } catch (ProblemException silent) {
                if (silent.code() == ProblemCode.AGENT_AWAY) {
                    return true;
                }
                lines = List.of("its log cannot be read: " + silent.detail());
            }
            OptionalInt exit = runtime.exitCode(remnant.key(), remnant.side());
            @Nullable Integer code = exit.isPresent() ? Integer.valueOf(exit.getAsInt()) : null;
            remains.heard(remnant.id(), code, lines);
        }
        return !unheard.isEmpty();
    }
}
