package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollouts;

/**
 * The desk of trials: a program is started by this node's host agent beside the fleet, asked what it offers, and ended; a
 * remote server is asked from here. Nothing of it is kept. It may run what a plan may bring in, and nothing else.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Trials {
    /** For all but its end; the agent bounds it too. */
    private static final long MOST_MILLIS = 20_000;

    /** For packages, so that all of it is over before a client's minute is; their installation goes on meanwhile. */
    private static final Duration PACKAGES = Duration.ofSeconds(12);

    /** Remote servers that are asked at a time; each holds the thread of who asks. */
    private static final int AT_ONCE = 4;

    /** Of built-in servers. */
    private static final String ENDPOINT = "/mcp";

    private static final Semaphore PLACES = new Semaphore(AT_ONCE);

    @Inject
    Rollouts rollouts;

    @Inject
    Secrets secrets;

    @Inject
    Reconciler reconciler;

    @Inject
    StdioBridge bridge;

    /**
     * Tries a server of the file; returns when its program is gone, or a remote one has been asked, after less than a minute.
     *
     * @param given values for secrets it names; they count before those of the store, and are forgotten again
     * @param call a tool to be called once; null for none
     * @throws ProblemException SERVER_NOT_FOUND if the file has no such server;
     *     REQUEST_INVALID with each secret that has no value; TRIALS_BUSY; COMMAND_NOT_ALLOWED, PACKAGE_MANAGER_MISSING,
     *     PACKAGE_UNAVAILABLE, PACKAGES_ON_THE_WAY, AGENT_AWAY
     */
    public Trial run(FleetFile file, String server, Map<String, String> given, @Nullable Call call, Caller caller) {
        FleetFile alone = file.only(server)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.SERVER_NOT_FOUND, "No server called " + server + " of this file can come in."));
        Way way = alone.servers().get(0).way();
        if (way instanceof Way.Url remote) {
            return asked(server, remote, values(way.secrets(), given, file.secrets()), call);
        }
        ServerDefinition definition =
                rollouts.ready(alone, caller, PACKAGES).servers().get(0);
        Map<String, String> values = values(Order.secretNames(definition.way()), given, file.secrets());
        ObjectNode question = AgentConnection.question("trial")
                .put("millis", MOST_MILLIS)
                .put("path", way instanceof Way.Program program ? program.path() : ENDPOINT)
                .put("exposed", definition.exposed());
        question.set("launch", Order.launch(definition.way()));
        if (way instanceof Way.Program program && program.transport() == Way.Transport.SSE) {
            StdioBridge.Address at = bridge.tried();
            question.putObject("old")
                    .put("uri", at.uri().toString())
                    .put("authorization", at.headers().get("Authorization"));
        }
        ObjectNode sent = question.putObject("secrets");
        values.forEach(sent::put);
        if (call != null) {
            question.putObject("call").put("tool", call.tool()).set("arguments", call.arguments());
        }
        try {
            return Trial.of(server, reconciler.link().ask(question).path("trial"));
        } catch (IOException refused) {
            throw problem(refused);
        }
    }

    private Trial asked(String server, Way.Url way, Map<String, String> values, @Nullable Call call) {
        if (!PLACES.tryAcquire()) {
            throw new ProblemException(
                    ProblemCode.TRIALS_BUSY, AT_ONCE + " remote servers are being asked; try again in a moment.");
        }
        try {
            return new RemoteTrial(server, values, bridge).run(way, call);
        } finally {
            PLACES.release();
        }
    }

    /**
     * A tool to be called once.
     *
     * @param arguments as its schema wants them
     */
    public record Call(String tool, ObjectNode arguments) {}

    private Map<String, String> values(Set<String> names, Map<String, String> given, String sealed) {
        Map<String, String> known = new TreeMap<>(secrets.reveal(names));
        known.putAll(secrets.openSealed(sealed));
        known.putAll(given);
        known.values().removeIf(String::isEmpty);
        List<Mistake> missing = new ArrayList<>();
        for (String name : names) {
            if (!known.containsKey(name)) {
                missing.add(new Mistake("/secrets/" + name, "has no value yet"));
            }
        }
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID,
                    "It cannot be tried without its secrets: "
                            + missing.get(0).place().substring("/secrets/".length()) + " has no value yet.",
                    missing);
        }
        known.keySet().retainAll(names);
        return known;
    }

    static ProblemException problem(IOException failure) {
        String sentence = String.valueOf(failure.getMessage());
        if (!(failure instanceof AgentConnection.AgentRefusal refusal)) {
            return new ProblemException(ProblemCode.AGENT_AWAY, sentence);
        }
        return switch (refusal.code) {
            case "TRIALS_BUSY" -> new ProblemException(ProblemCode.TRIALS_BUSY, refusal.sentence + ".");
            case "BAD_REQUEST" -> new ProblemException(ProblemCode.TRIAL_UNFIT, refusal.sentence + ".");
            default -> new ProblemException(ProblemCode.AGENT_AWAY, sentence);
        };
    }
}
