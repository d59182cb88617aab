package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.PackageKeeper;

/** Has packages installed by a host's agent, which goes on with it whether or not anybody waits. */
@ApplicationScoped
class AgentPackages implements PackageKeeper {
    private static final Duration AT_A_TIME = Duration.ofSeconds(15);

    /** Packages of one question, see AgentDoor of the agent. */
    private static final int MOST = 1_000;

    @Inject
    Reconciler reconciler;

    @Inject
    Clock clock;

    @Override
    public List<Kept> keep(String host, List<Wish> wishes, Duration patience) {
        Instant end = clock.instant().plus(patience);
        while (true) {
            Duration turn = patience.compareTo(AT_A_TIME) < 0 ? patience : AT_A_TIME;
            JsonNode items = inPieces(wishes, turn, (piece, wait) -> ask(host, piece, wait));
            long open = StreamSupport.stream(items.spliterator(), false)
                    .filter(item -> item.path("state").asText().equals("installing"))
                    .count();
            boolean failed = StreamSupport.stream(items.spliterator(), false)
                    .anyMatch(item -> item.path("state").asText().equals("failed"));
            if (open == 0 || failed) {
                return kept(items);
            }
            if (clock.instant().isAfter(end)) {
                throw new ProblemException(
                        ProblemCode.PACKAGES_ON_THE_WAY,
                        "The host is still installing " + open + " of " + wishes.size()
                                + " packages, and goes on with it; ask again in a minute.");
            }
        }
    }

    /** As many as the agent takes in one question, one after the other; the time to wait is shared among them. */
    static ArrayNode inPieces(List<Wish> wishes, Duration turn, BiFunction<List<Wish>, Duration, JsonNode> ask) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        int pieces = Math.max(1, (wishes.size() + MOST - 1) / MOST);
        for (int i = 0; i < pieces; i++) {
            List<Wish> piece = wishes.subList(i * MOST, Math.min(wishes.size(), (i + 1) * MOST));
            ask.apply(piece, turn.dividedBy(pieces)).forEach(items::add);
        }
        return items;
    }

    private JsonNode ask(String host, List<Wish> wishes, Duration patience) {
        ObjectNode question = AgentConnection.question("packages").put("waitMillis", patience.toMillis());
        ArrayNode items = question.putArray("items");
        wishes.forEach(wish -> items.add(Order.recipe(wish.recipe(), wish.integrity())));
        try {
            return reconciler.link(host).ask(question).path("items");
        } catch (IOException away) {
            throw new ProblemException(
                    ProblemCode.AGENT_AWAY, "Packages are installed by the host's agent: " + away.getMessage());
        }
    }

    /** What is still on its way beside one that failed counts as had: the failure is what is told. */
    private static List<Kept> kept(JsonNode items) {
        List<Kept> kept = new ArrayList<>();
        for (JsonNode item : items) {
            List<String> command = new ArrayList<>();
            item.path("argv").forEach(word -> command.add(word.asText()));
            kept.add(new Kept(
                    item.path("version").asText(),
                    item.path("integrity").asText(),
                    command,
                    item.path("folder").asText(),
                    item.path("files").asInt(),
                    item.path("digest").asText(),
                    item.path("code").asText(),
                    item.path("message").asText()));
        }
        return kept;
    }
}
