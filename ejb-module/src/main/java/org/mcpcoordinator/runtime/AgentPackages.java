package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.PackageKeeper;

/** Has packages installed by this node's host agent, which goes on with it whether or not anybody waits. */
@ApplicationScoped
class AgentPackages implements PackageKeeper {
    /** A client's patience is a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Duration AT_A_TIME = Duration.ofSeconds(15);

    @Inject
    Reconciler reconciler;

    @Inject
    Clock clock;

    @Override
    public List<Kept> keep(String host, List<Wish> wishes) {
        Instant end = clock.instant().plus(PATIENCE);
        while (true) {
            JsonNode items = ask(wishes);
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
                                + " packages, and goes on with it; plan again in a minute.");
            }
        }
    }

    private JsonNode ask(List<Wish> wishes) {
        ObjectNode question = AgentConnection.question("packages").put("waitMillis", AT_A_TIME.toMillis());
        ArrayNode items = question.putArray("items");
        wishes.forEach(wish -> items.add(Order.recipe(wish.recipe(), wish.integrity())));
        try {
            return reconciler.link().ask(question).path("items");
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
