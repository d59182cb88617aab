package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of drills on this node's host. Its agent starts them and keeps their reports, so that they can be read while the
 * database is away, and after the agent was killed.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Drills {
    @Inject
    Reconciler reconciler;

    /**
     * Begins one; it goes on by itself.
     *
     * @param target a server for {@code KILL_SERVER}, a category for {@code KILL_HOST_PROCESS}; null to leave it to the drill,
     *     which takes a server with a process for itself, or the agent
     * @param seconds how long the database is away, 1 to 60; 0 for other drills
     * @throws ProblemException DRILLS_ELSEWHERE, DRILL_UNDER_WAY, REQUEST_INVALID, AGENT_AWAY
     */
    public Drill start(Caller who, DrillKind kind, @Nullable String target, int seconds) {
        return Drill.of(ask(AgentConnection.question("drill")
                        .put("drill", kind.id())
                        .put("target", target == null ? "" : target)
                        .put("seconds", seconds)
                        .put("by", who.name()))
                .path("drill"));
    }

    /**
     * What can be done, what goes on and what was done.
     *
     * @throws ProblemException AGENT_AWAY
     */
    public DrillBook book() {
        JsonNode told = ask(AgentConnection.question("drills"));
        return new DrillBook(
                told.path("possible").asBoolean(),
                StreamSupport.stream(told.path("items").spliterator(), false)
                        .map(Drill::of)
                        .toList());
    }

    private JsonNode ask(ObjectNode question) {
        try {
            return reconciler.link().ask(question);
        } catch (IOException refused) {
            throw problem(refused);
        }
    }

    static ProblemException problem(IOException failure) {
        String sentence = String.valueOf(failure.getMessage());
        if (!(failure instanceof AgentConnection.AgentRefusal refusal)) {
            return new ProblemException(ProblemCode.AGENT_AWAY, sentence);
        }
        return switch (refusal.code) {
            case "NO_DRILLS" ->
                new ProblemException(
                        ProblemCode.DRILLS_ELSEWHERE,
                        "Only a fleet that up has started on one machine is drilled from here; there, on the machine itself,"
                                + " coordinator drill does the same.");
            case "DRILL_RUNNING" -> new ProblemException(ProblemCode.DRILL_UNDER_WAY, refusal.sentence + ".");
            case "BAD_REQUEST" -> new ProblemException(ProblemCode.REQUEST_INVALID, refusal.sentence + ".");
            default -> new ProblemException(ProblemCode.AGENT_AWAY, sentence);
        };
    }
}
