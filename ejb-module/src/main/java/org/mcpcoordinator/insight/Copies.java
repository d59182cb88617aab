package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.balance.CopyView;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.health.Probe;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.runtime.Runtime;

/** Tells what is seen of one copy of a server, or was seen of it last. */
@Dependent
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class Copies {
    private static final int LINES = 8;

    private final Runtime runtime;
    private final Health health;
    private final LastWords words;
    private final Balancing balancing;

    @Inject
    Copies(Runtime runtime, Health health, LastWords words, Balancing balancing) {
        this.balancing = balancing;
        this.runtime = runtime;
        this.health = health;
        this.words = words;
    }

    /** A copy as it is now; of probes and lines not more than that. */
    Explanation.Copy of(Instance instance, int probes, int lines) {
        OptionalInt exit = runtime.exitCode(instance);
        @Nullable Integer code = exit.isPresent() ? Integer.valueOf(exit.getAsInt()) : null;
        return new Explanation.Copy(
                instance.label(),
                instance.state().name(),
                instance.reason().name(),
                instance.detail(),
                instance.since(),
                evidence(instance, isProbed(instance)) + called(instance),
                code,
                health.probes(instance.key()).stream()
                        .sorted(Comparator.comparing(Probe::at).reversed())
                        .limit(probes)
                        .map(probe -> new Explanation.Probed(
                                probe.at(),
                                probe.ok(),
                                probe.millis(),
                                probe.reason().name(),
                                probe.detail()))
                        .toList(),
                instance.state() == InstanceState.HEALTHY ? List.of() : lines(instance, Math.min(lines, LINES)),
                Advice.on(instance));
    }

    /** A copy as it was when it was written down. */
    static Explanation.Copy of(Remnant remnant, int lines) {
        return new Explanation.Copy(
                remnant.label(),
                remnant.state(),
                remnant.reason(),
                remnant.detail(),
                remnant.since(),
                (remnant.pid() == 0 ? "no process was known" : "process " + remnant.pid()) + " on host "
                        + remnant.host() + ", attempt " + remnant.attempt() + " of generation " + remnant.generation()
                        + (remnant.port() == 0 ? "" : ", port " + remnant.port()) + ", as it was "
                        + remnant.at(),
                remnant.exitCode(),
                List.of(),
                LastWords.telling(remnant.lines(), lines),
                Advice.on(remnant.key().server(), remnant.reason()));
    }

    /** One that has not begun, or sleeps since, has an address that nobody has asked. */
    private boolean isProbed(Instance instance) {
        return instance.state() == InstanceState.HEALTHY
                || instance.state() == InstanceState.UNHEALTHY
                || !health.probes(instance.key()).isEmpty();
    }

    private static String evidence(Instance instance, boolean isProbed) {
        String process = instance.pid() == 0 ? "no process is known" : "process " + instance.pid();
        return process + " on host " + instance.host() + ", attempt " + instance.attempt() + " of generation "
                + instance.generation()
                + (instance.port() == 0 ? "" : ", port " + instance.port())
                + probed(instance, isProbed);
    }

    /** How this node's gateway calls it, where that is not as usual. */
    private String called(Instance instance) {
        return balancing.look(instance.key().server()).stream()
                .filter(copy -> copy.replica() == instance.key().replica())
                .findFirst()
                .map(CopyView::sentence)
                .orElse("");
    }

    private static String probed(Instance instance, boolean isProbed) {
        if (instance.speaksStdio()) {
            return ", speaks stdio"
                    + (isProbed ? ", probed through the bridge of its host's agent" : ", no probe is known");
        }
        if (instance.endpoint().isEmpty()) {
            return "";
        }
        if (instance.speaksSse()) {
            return ", speaks HTTP+SSE of 2024-11-05 at " + instance.endpoint().substring(Instance.SSE.length())
                    + (isProbed ? ", probed through its node's listener for such servers" : ", no probe is known");
        }
        return isProbed
                ? ", probed at " + instance.endpoint()
                : ", its address is " + instance.endpoint() + ", no probe is known";
    }

    private List<String> lines(Instance instance, int most) {
        try {
            return words.of(instance.key(), instance.side(), most);
        } catch (ProblemException away) {
            return List.of("(" + away.detail() + ")");
        }
    }
}
