package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of the runtime: what the hosts' agents know of their processes. Where no host is named, this node's own is meant. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("JavaLangClash") // the package's desk, named as the package is
public class Runtime {
    /** Each takes a thread of the server's while it waits. */
    private static final int MOST_FOLLOWING = 8;

    private static final Semaphore FOLLOWING = new Semaphore(MOST_FOLLOWING);

    @Inject
    Reconciler reconciler;

    @Inject
    Fleet fleet;

    /** How many differences of each kind there are on this host now. */
    public Map<DriftKind, Long> drift() {
        return reconciler.drift().stream().collect(Collectors.groupingBy(Drift::kind, Collectors.counting()));
    }

    /** How this node stands with its own host's agent. */
    public AgentStatus agent() {
        return reconciler.link().status();
    }

    /**
     * How this node stands with the agent of a host.
     *
     * @throws ProblemException AGENT_AWAY if it never reached it
     */
    public AgentStatus agent(String host) {
        try {
            return reconciler.link(host).status();
        } catch (IOException away) {
            throw new ProblemException(ProblemCode.AGENT_AWAY, String.valueOf(away.getMessage()));
        }
    }

    /**
     * The newest lines of what the server has written, or with {@code after} what it wrote after that place; built-in
     * servers share the output of their process. Where nothing was written after it, the caller waits until something is;
     * of many who follow only the first eight do, the others come back at once and ask again.
     *
     * @param lines 1 to 5000
     * @param after what the last answer had as {@code next}; -1 for the newest lines
     * @param wait at most 20 s
     * @throws ProblemException AGENT_AWAY, AGENT_REFUSED
     */
    public LogPiece log(InstanceKey key, int lines, long after, Duration wait) {
        boolean waits = !wait.isZero() && FOLLOWING.tryAcquire();
        try {
            Optional<Instance> instance = fleet.find(key);
            String host = instance.map(Instance::host).orElseGet(this::here);
            JsonNode answer = ask(
                    host,
                    question(key, instance.map(Instance::side).orElse(0))
                            .put("lines", lines)
                            .put("after", after)
                            .put("waitMillis", waits ? wait.toMillis() : 0));
            return new LogPiece(
                    list(answer.path("lines")).map(JsonNode::asText).toList(),
                    answer.path("next").asLong());
        } finally {
            if (waits) {
                FOLLOWING.release();
            }
        }
    }

    /**
     * Lines of a log.
     *
     * @param lines the oldest first
     * @param next the place after them
     */
    public record LogPiece(List<String> lines, long next) {
        public LogPiece {
            lines = List.copyOf(lines);
        }
    }

    private String here() {
        return reconciler.link().status().host();
    }

    private static ObjectNode question(InstanceKey key, int side) {
        return AgentConnection.question("logs")
                .put("server", key.server())
                .put("replica", key.replica())
                .put("side", side);
    }

    /** As {@link #log}, of the generation on that side, also when it is gone. */
    public List<String> logs(InstanceKey key, int side, int lines) {
        String host = fleet.find(key).map(Instance::host).orElseGet(this::here);
        return list(ask(host, question(key, side).put("lines", lines)).path("lines"))
                .map(JsonNode::asText)
                .toList();
    }

    /**
     * Has the agent keep logs and folders of these servers when they are gone, until another list is said.
     *
     * @param failed at most 1,000
     * @throws ProblemException AGENT_AWAY, AGENT_REFUSED
     */
    public void spare(List<InstanceKey> failed) {
        ObjectNode question = AgentConnection.question("spare");
        ArrayNode servers = question.putArray("servers");
        failed.forEach(key -> servers.addObject().put("server", key.server()).put("replica", key.replica()));
        ask(here(), question);
    }

    /** The exit code of a server's last process that ended, as this host's agent tells; empty if it is not known. */
    public OptionalInt exitCode(Instance instance) {
        return exitCode(Seat.of(instance));
    }

    /** As {@link #exitCode(Instance)}, of a copy that may be gone. */
    public OptionalInt exitCode(InstanceKey key, int side) {
        return exitCode(new Seat(key, side));
    }

    private OptionalInt exitCode(Seat seat) {
        return reconciler.sights().stream()
                .map(sight -> sight.exitCode(seat))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /**
     * What each process of the host costs, the agent's own included; takes about a millisecond for each.
     *
     * @throws ProblemException AGENT_AWAY, AGENT_REFUSED
     */
    public List<ProcessCost> stats() {
        return costs(stats(here()));
    }

    /**
     * What the agent of a host says its processes cost, and what the machine has left, in its own words. Called by other beans,
     * so it has to be public.
     *
     * @throws ProblemException AGENT_AWAY, AGENT_REFUSED
     */
    public JsonNode stats(String host) {
        return ask(host, AgentConnection.question("stats"));
    }

    static List<ProcessCost> costs(JsonNode stats) {
        return list(stats.path("processes"))
                .map(item -> new ProcessCost(
                        item.path("kind").asText(),
                        item.path("name").asText(),
                        item.path("category").asText(),
                        item.path("pid").asLong(),
                        item.path("servers").asInt(),
                        item.path("processes").asInt(1),
                        item.path("pssKb").asLong(),
                        item.path("cpuMillis").asLong(),
                        item.path("files").asLong(),
                        item.path("ageMillis").asLong()))
                .toList();
    }

    /**
     * What the agent has of a server.
     *
     * @param generation the newest it was told
     * @param restarts asked for in that generation
     */
    public record Version(InstanceKey key, long generation, int restarts) {}

    /** What the host's agent was told last of each of its servers, as far as it has said. */
    public List<Version> versions() {
        return reconciler.sights().stream()
                .flatMap(sight -> sight.versions().stream())
                .toList();
    }

    private JsonNode ask(String host, ObjectNode question) {
        try {
            return reconciler.link(host).ask(question);
        } catch (AgentConnection.AgentRefusal refused) {
            throw new ProblemException(ProblemCode.AGENT_REFUSED, String.valueOf(refused.getMessage()));
        } catch (IOException away) {
            throw new ProblemException(ProblemCode.AGENT_AWAY, String.valueOf(away.getMessage()));
        }
    }

    private static Stream<JsonNode> list(JsonNode items) {
        return StreamSupport.stream(items.spliterator(), false);
    }
}
