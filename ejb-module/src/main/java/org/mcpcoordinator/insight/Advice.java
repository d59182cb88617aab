package org.mcpcoordinator.insight;

import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * What to do about something.
 *
 * @param sentence for people; empty if there is nothing to do
 * @param command of the command line to try next; empty if there is none
 */
public record Advice(String sentence, String command) {
    private static final String LOGS = "coordinator servers NAME logs";
    private static final Advice NONE = new Advice("", "");

    private static final Map<Reason, Advice> BY_REASON = Map.ofEntries(
            Map.entry(Reason.EXITED, new Advice("its process ended; read what it said", LOGS)),
            Map.entry(Reason.RESTARTING, new Advice("its process ended and is started again; read what it said", LOGS)),
            Map.entry(
                    Reason.OUT_OF_MEMORY,
                    new Advice(
                            "it wanted more memory than limits.memory allows; see why, or raise that in the fleet file",
                            LOGS)),
            Map.entry(
                    Reason.TOO_MANY_PROCESSES,
                    new Advice(
                            "it started more processes and threads than limits.processes allows; see why, or raise that in the fleet file",
                            LOGS)),
            Map.entry(Reason.REFUSED, new Advice("nobody takes its calls; read what it said", LOGS)),
            Map.entry(Reason.CUT, new Advice("it closes connections before it has answered; read what it said", LOGS)),
            Map.entry(
                    Reason.SLOW,
                    new Advice(
                            "it answers too late; see what it does, or raise health.timeoutMillis in the fleet file",
                            LOGS)),
            Map.entry(
                    Reason.WRONG_ANSWER,
                    new Advice(
                            "what answers there does not speak MCP; look at its definition: port, path, transport",
                            "coordinator fleet")),
            Map.entry(
                    Reason.LAUNCH_FAILED,
                    new Advice(
                            "its program is missing, or its configuration or a secret of it is refused; mend what its detail names",
                            "coordinator plan FILE")),
            Map.entry(
                    Reason.NETWORK_OPEN,
                    new Advice(
                            "its host cannot keep it from the network as its definition asks; see what the host lacks, then restart"
                                    + " it",
                            "coordinator doctor")),
            Map.entry(
                    Reason.EXPOSED,
                    new Advice(
                            "it listens on more than loopback; bind it to ${host}, or allow it with \"exposed\": true",
                            "coordinator plan FILE")),
            Map.entry(Reason.DEADLINE, new Advice("it never answered after its start; read what it said", LOGS)),
            Map.entry(
                    Reason.SECRET_MISSING,
                    new Advice(
                            "a secret it names is not kept; set it, then restart it",
                            "coordinator secrets set SECRET")),
            Map.entry(
                    Reason.PORT_EXHAUSTED,
                    new Advice(
                            "its category and the reserve have no free port; see who has them", "coordinator ports")),
            Map.entry(
                    Reason.UNKNOWN,
                    new Advice("nobody has evidence now; see whether its host's agent answers", "coordinator nodes")),
            Map.entry(
                    Reason.AWAITING_FIRST_ANSWER,
                    new Advice("it was started and has not answered yet; wait, or read what it says", LOGS)),
            Map.entry(
                    Reason.WISHED,
                    new Advice("a rollout has asked for it; see how far that is", "coordinator rollouts")));

    public Advice {
        Objects.requireNonNull(sentence);
        Objects.requireNonNull(command);
    }

    /** What to do about an instance. */
    static Advice on(Instance instance) {
        String server = instance.key().server();
        if (instance.draining()) {
            return new Advice(
                    "a person took it out of traffic; give it calls again",
                    "coordinator servers " + server + " release");
        }
        if (instance.state() == InstanceState.QUARANTINED) {
            return new Advice(
                    "a person put it into quarantine; let it go when it is well",
                    "coordinator servers " + server + " release");
        }
        if (instance.desired() == Desired.STOPPED) {
            return new Advice("a person stopped it; start it again", "coordinator servers " + server + " start");
        }
        if (instance.state() == InstanceState.HEALTHY) {
            return NONE;
        }
        Advice general = BY_REASON.getOrDefault(instance.reason(), NONE);
        return new Advice(general.sentence(), general.command().replace("NAME", server));
    }

    /** What to do about a server of which only the reason is known. */
    static Advice on(String server, String reason) {
        Advice general = BY_REASON.entrySet().stream()
                .filter(known -> known.getKey().name().equals(reason))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(NONE);
        return new Advice(general.sentence(), general.command().replace("NAME", server));
    }
}
