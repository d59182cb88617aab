package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.runtime.TestingSights.KEY;
import static org.mcpcoordinator.runtime.TestingSights.SEAT;
import static org.mcpcoordinator.runtime.TestingSights.running;
import static org.mcpcoordinator.runtime.TestingSights.wish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;
import org.mcpcoordinator.testing.TestingServers;

/** Alpha is on its way out, beta is to stay. */
class OrderBookTest {
    private static final InstanceKey BETA = new InstanceKey("beta", 0);

    private final OrderBook book = new OrderBook();
    private final List<JsonNode> sent = new ArrayList<>();
    private boolean drained;
    private boolean mendsExtra = true;
    private boolean answers = true;

    private Instance alpha = wish(1, 0, Desired.STOPPED, InstanceState.STOPPING);
    private final Instance beta = TestingInstance.like(
                    TestingInstances.at("beta", InstanceState.HEALTHY, 3301, "http://127.0.0.1:3301/mcp"))
            .wished(1, 0, Desired.RUNNING)
            .made();

    @Test
    void whatDrainsIsNotEndedByWhoTakesTheHostOver() throws IOException {
        look();

        assertThat(sent).singleElement().satisfies(apply -> {
            assertThat(servers(apply)).containsExactly("beta");
            assertThat(apply.path("full").asBoolean())
                    .as("the agent stops at once what all there is does not name")
                    .isFalse();
        });

        look();
        assertThat(sent).as("beta is told once").hasSize(1);

        drained = true;
        look();
        assertThat(sent).hasSize(2);
        assertThat(servers(sent.get(1))).containsExactlyInAnyOrder("alpha", "beta");
        assertThat(sent.get(1).path("full").asBoolean()).isTrue();

        look();
        assertThat(sent).as("all has been said").hasSize(2);
    }

    @Test
    void aProgramIsNotReplacedBeforeItHasDrainedEither() throws IOException {
        alpha = wish(2, 0, Desired.RUNNING, InstanceState.PLANNED);

        look();

        assertThat(sent)
                .singleElement()
                .satisfies(apply -> assertThat(apply.path("full").asBoolean()).isFalse());
    }

    @Test
    void whereNothingDrainsAllIsSaidAtOnce() throws IOException {
        drained = true;

        look();
        look();

        assertThat(sent).singleElement().satisfies(apply -> {
            assertThat(servers(apply)).containsExactlyInAnyOrder("alpha", "beta");
            assertThat(apply.path("full").asBoolean()).isTrue();
        });
    }

    @Test
    void whatNobodyWishesIsLeftAloneWhereThatIsOnlyReported() throws IOException {
        drained = true;
        mendsExtra = false;

        look();
        look();

        assertThat(sent)
                .singleElement()
                .satisfies(apply -> assertThat(apply.path("full").asBoolean()).isFalse());
    }

    @Test
    void whoDoesNotAnswerIsToldEverythingOnceMore() throws IOException {
        answers = false;
        assertThatThrownBy(this::look).hasMessage("silent");

        answers = true;
        look();

        assertThat(sent)
                .hasSize(2)
                .allSatisfy(apply -> assertThat(servers(apply)).containsExactly("beta"));
        assertThat(book.told(new Seat(BETA, 0))).isEqualTo(Order.gist(beta));
    }

    @Test
    void whatIsForgottenWhileItIsSaidIsSaidAgain() throws IOException {
        drained = true;
        OrderBook.Due due = due();
        book.forgetAll();
        due.send(this::take, 7, 64);

        look();

        assertThat(sent)
                .hasSize(2)
                .allSatisfy(apply -> assertThat(apply.path("full").asBoolean()).isTrue());
    }

    @Test
    void oneServerIsToldOfOnceMore() throws IOException {
        drained = true;
        look();
        book.forget(Set.of(KEY));

        look();

        assertThat(servers(sent.get(1))).containsExactly("alpha");
        assertThat(sent.get(1).path("full").asBoolean()).isFalse();
    }

    private void look() throws IOException {
        due().send(this::take, 7, 64);
    }

    private OrderBook.Due due() {
        Comparison.Answers asked = new Comparison.Answers(
                instance -> Optional.of(TestingServers.command(instance.key().server(), Category.API, "/mcp")),
                names -> Map.of(),
                instance -> "rollout 12",
                mendsExtra,
                instance -> drained);
        return book.due(told -> Comparison.of(List.of(alpha, beta), Map.of(SEAT, running(1, 0)), told, asked));
    }

    private JsonNode take(ObjectNode question) throws IOException {
        sent.add(question);
        if (!answers) {
            throw new IOException("silent");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<String> servers(JsonNode apply) {
        return apply.path("orders").findValuesAsText("server");
    }
}
