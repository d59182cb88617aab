package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.routing.Route;

/** Tasks of clients and servers of both eras: whose they are, and which copy is asked for them. */
@Timeout(30)
class TasksTest extends WorldOfTasks {
    @ParameterizedTest
    @MethodSource("everywhere")
    void aTaskIsItsMakersAndForAllOthersThereIsNone(String revision, boolean modern, String path) throws Exception {
        serve(modern);
        AnyClient ada = client(revision, path, "ada");
        AnyClient bob = client(revision, path, "bob");
        String id = begin(ada, path);
        assertThat(id).isEqualTo(path.equals("/mcp/s/s") ? "t-1" : "s/t-1");

        assertThat(ask(ada, "tasks/get", id).at("/result/taskId").asText()).isEqualTo(id);
        server.asked.clear();
        for (String method : List.of("tasks/get", "tasks/cancel", "tasks/result", "tasks/update")) {
            String none = id.replace("t-1", "t-7");
            JsonNode foreign = ask(bob, method, id).path("error");
            assertThat(foreign.path("code").asInt()).as(method).isEqualTo(-32602);
            assertThat(foreign.toString())
                    .as("nothing tells whether there is one")
                    .isEqualTo(ask(bob, method, none).path("error").toString().replace("t-7", "t-1"));
        }
        assertThat(server.asked).noneMatch(method -> method.startsWith("tasks/"));
        assertThat(server.tasks).containsEntry("t-1", "working");

        assertThat(ask(ada, "tasks/cancel", id).has("result")).isTrue();
        assertThat(server.tasks).containsEntry("t-1", "cancelled");
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theCopyIsAskedThatHasTheTask(String revision, boolean modern, String path) throws Exception {
        serve(modern);
        OneEraServer first = server;
        OneEraServer second = new OneEraServer(modern);
        second.offersTasks = true;
        second.named = "u-";
        Eras eras = modern ? Eras.MODERN : Eras.LEGACY;
        Route here = new Route("s", 0, mcp(world.blocking(first::handle)), Map.of(), "", eras);
        Route there = new Route("s", 1, mcp(world.blocking(second::handle)), Map.of(), "", eras);
        Map<String, AnyClient> began = new LinkedHashMap<>();
        for (Route copy : List.of(here, there)) {
            world.routeCopies("s", List.of(copy));
            AnyClient client = client(revision, path, "ada");
            began.put(begin(client, path), client);
        }
        assertThat(first.tasks).hasSize(1);
        assertThat(second.tasks).hasSize(1);
        world.routeCopies("s", List.of(here, there));

        // A session that was opened at one copy leads there, whatever is asked for in it.
        boolean bound = revision.equals("2025-11-25") && !modern && path.equals("/mcp/s/s");
        for (int i = 0; i < 3; i++) {
            for (Map.Entry<String, AnyClient> each : began.entrySet()) {
                String id = each.getKey();
                assertThat(ask(each.getValue(), "tasks/get", id)
                                .at("/result/taskId")
                                .asText())
                        .isEqualTo(id);
                if (!bound) {
                    JsonNode told = ask(client(revision, path, "ada"), "tasks/get", id);
                    assertThat(told.at("/result/taskId").asText()).isEqualTo(id);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void aRequestThatWantsNoAnswerReachesNoTask(String path) throws Exception {
        serve(true);
        String id = begin(client("2026-07-28", path, "ada"), path);
        String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"tasks/cancel\",\"params\":{\"taskId\":\"" + id
                + "\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
        int status = world.client
                .send(
                        world.request(path)
                                .header("Test-Caller", "bob")
                                .header("MCP-Protocol-Version", "2026-07-28")
                                .header("Mcp-Method", "tasks/cancel")
                                .POST(HttpRequest.BodyPublishers.ofString(cancel))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();

        assertThat(status).isEqualTo(202);
        assertThat(server.asked).doesNotContain("tasks/cancel");
    }

    @Test
    void whoKnowsNoTasksGetsNone() throws Exception {
        serve(true);
        AnyClient old = client("2025-11-25", "/mcp/s/s", "ada");
        assertThat(old.tool("slow", "{}").text()).isEqualTo("at once");
        serve(false);
        AnyClient plain = new AnyClient(world, "/mcp/s/s", "2026-07-28", "ada", false);
        assertThat(plain.tool("slow", "{}").answer().at("/error/message").asText())
                .isEqualTo("slow has to be a task");
        assertThat(client("2026-07-28", "/mcp/s/s", "ada")
                        .tool("echo", "{\"text\":\"now\"}")
                        .text())
                .as("only what has to be a task becomes one")
                .isEqualTo("now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void whoMayNoLongerSeeAToolSeesNoneOfItsTasks(String path) throws Exception {
        serve(false);
        AnyClient ada = client("2025-11-25", path, "ada");
        String id = begin(ada, path);
        world.sights.put(
                "ada", Sight.of(new Scope(List.of(), List.of(), List.of("s__echo"), List.of(), CallRate.NONE)));

        assertThat(ids(ada)).isEmpty();
        assertThat(ask(ada, "tasks/get", id).at("/error/code").asInt()).isEqualTo(-32602);

        world.sights.put(
                "ada", Sight.of(new Scope(List.of(), List.of(), List.of("s__slow"), List.of(), CallRate.NONE)));
        assertThat(ids(ada)).containsExactly(id);
        assertThat(ask(ada, "tasks/get", id).at("/result/status").asText()).isEqualTo("working");
    }

    @Test
    void aToolThatIsHeldOpensNoWayToTasksOfOthers() throws Exception {
        serve(false);
        AnyClient ada = client("2025-11-25", "/mcp/s/s", "ada");
        world.offers(new TestingListing()
                .tasks()
                .held("s", "echo")
                .with("s", "api", "legacy", "", "slow", "echo")
                .made());
        String id = begin(ada, "/mcp/s/s");

        assertThat(ask(client("2025-11-25", "/mcp/s/s", "bob"), "tasks/get", id).has("error"))
                .isTrue();
        assertThat(ask(ada, "tasks/get", id).has("result")).isTrue();
        assertThat(server.asked).filteredOn("tasks/get"::equals).hasSize(1);
    }
}
