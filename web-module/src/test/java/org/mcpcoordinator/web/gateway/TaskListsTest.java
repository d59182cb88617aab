package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.directory.TestingListing;

/** How tasks are listed. */
@Timeout(30)
class TaskListsTest extends WorldOfTasks {
    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp", "/mcp/c/api"})
    void eachIsListedItsOwnAndNoServerIsAsked(String path) throws Exception {
        serve(false);
        AnyClient ada = client("2025-11-25", path, "ada");
        String first = begin(ada, path);
        String second = begin(ada, path);
        AnyClient bob = client("2025-11-25", path, "bob");
        String his = begin(bob, path);
        ask(ada, "tasks/cancel", second);

        JsonNode listed = ada.ask("tasks/list", params("{}")).answer().at("/result/tasks");

        assertThat(listed.findValuesAsText("taskId")).containsExactly(first, second);
        assertThat(listed.findValuesAsText("status")).containsExactly("working", "cancelled");
        assertThat(listed.at("/0/ttl").asInt()).isEqualTo(60_000);
        assertThat(listed.at("/0/createdAt").asText()).isEqualTo("2026-08-01T00:00:00Z");
        assertThat(ids(bob)).containsExactly(his);
        assertThat(server.asked).doesNotContain("tasks/list");
    }

    @Test
    void aSessionIsToldOfItsOwnersTasksInOtherSessions() throws Exception {
        serve(false);
        String first = begin(client("2025-11-25", "/mcp/s/s", "ada"), "/mcp/s/s");
        AnyClient second = client("2025-11-25", "/mcp/s/s", "ada");
        String other = begin(second, "/mcp/s/s");

        assertThat(server.sessions).as("each has one of its own").hasSizeGreaterThan(1);
        assertThat(ids(second)).containsExactly(first, other);
    }

    @Test
    void tasksOfAnotherCategoryAreNotListedThere() throws Exception {
        serve(false);
        begin(client("2025-11-25", "/mcp", "ada"), "/mcp");
        world.offers(new TestingListing()
                .tasks()
                .with("s", "api", "legacy", "", "slow")
                .with("d", "database", "legacy", "", "slow")
                .made());

        assertThat(ids(client("2025-11-25", "/mcp/c/database", "ada"))).isEmpty();
        assertThat(ids(client("2025-11-25", "/mcp/c/api", "ada"))).containsExactly("s/t-1");
    }

    @Test
    void aListComesInPages() throws Exception {
        serve(false);
        AnyClient ada = client("2025-11-25", "/mcp", "ada");
        for (int i = 0; i < 101; i++) {
            begin(ada, "/mcp");
        }

        JsonNode first = ada.ask("tasks/list", params("{}")).answer().path("result");
        JsonNode rest = ada.ask(
                        "tasks/list",
                        params("{}").put("cursor", first.path("nextCursor").asText()))
                .answer()
                .path("result");

        assertThat(first.path("tasks")).hasSize(100);
        assertThat(rest.path("tasks")).hasSize(1);
        assertThat(rest.has("nextCursor")).isFalse();
        assertThat(ada.ask("tasks/list", params("{\"cursor\":\"mine\"}"))
                        .answer()
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void theNewestRevisionHasNoSuchList() throws Exception {
        serve(true);
        for (String path : List.of("/mcp", "/mcp/s/s")) {
            AnyClient.Talk talk = client("2026-07-28", path, "ada").ask("tasks/list", params("{}"));
            assertThat(talk.answer().at("/error/code").asInt()).isEqualTo(-32601);
            assertThat(talk.status()).isEqualTo(404);
        }
    }
}
