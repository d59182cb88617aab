package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.rollout.PackageKeeper;

class AgentPackagesTest {
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void moreThanTheAgentTakesIsAskedInPiecesAndAnsweredInOrder() {
        List<PackageKeeper.Wish> wishes = IntStream.range(0, 2500)
                .mapToObj(
                        i -> new PackageKeeper.Wish(new Recipe(Recipe.Origin.NPM, "p" + i, "1.0.0", "", List.of()), ""))
                .toList();

        ArrayNode items = AgentPackages.inPieces(wishes, Duration.ofSeconds(15), this::answer);

        assertThat(asked).containsExactly(1000, 1000, 500);
        assertThat(items)
                .extracting(JsonNode::asText)
                .startsWith("p0", "p1")
                .endsWith("p2498", "p2499")
                .hasSize(2500);
    }

    private JsonNode answer(List<PackageKeeper.Wish> wishes, Duration patience) {
        asked.add(wishes.size());
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        wishes.forEach(wish -> items.add(wish.recipe().name()));
        return items;
    }
}
