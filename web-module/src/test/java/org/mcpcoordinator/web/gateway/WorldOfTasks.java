package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.mcp.Eras;

/** A server that has tasks, of either era, and clients of it. */
abstract class WorldOfTasks {
    static final String MODERN = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    static final String RELATED = "/params/_meta/io.modelcontextprotocol~1related-task/taskId";

    final TestingGateway world = new TestingGateway();
    OneEraServer server = new OneEraServer(false);

    @AfterEach
    void close() throws Exception {
        for (int i = 0; i < 4; i++) {
            server.news.add("end");
        }
        world.close();
    }

    static Stream<Arguments> everywhere() {
        return Stream.of("2025-11-25", "2026-07-28")
                .flatMap(revision -> Stream.of(false, true)
                        .flatMap(modern -> Stream.of("/mcp/s/s", "/mcp", "/mcp/c/api")
                                .map(path -> Arguments.of(revision, modern, path))));
    }

    void serve(boolean modern) {
        server = new OneEraServer(modern);
        server.offersTasks = true;
        world.route("s", modern ? Eras.MODERN : Eras.LEGACY, mcp(world.blocking(server::handle)));
        world.offers(new TestingListing()
                .tasks()
                .with("s", "api", modern ? "modern" : "legacy", "", "slow", "echo")
                .made());
    }

    AnyClient client(String revision, String path, String caller) throws Exception {
        return client(revision, path, caller, "");
    }

    /** @param more that it can be asked */
    AnyClient client(String revision, String path, String caller, String more) throws Exception {
        AnyClient client = new AnyClient(world, path, revision, caller, true);
        client.can = (client.isModern() ? MODERN : "{\"tasks\":{}}").replaceFirst("\\{", "{" + more);
        client.connect();
        return client;
    }

    AnyClient answering(String revision, String path) throws Exception {
        return client(revision, path, "ada", "\"elicitation\":{},");
    }

    /** Calls the slow tool; gives the task's id as its client knows it. */
    static String begin(AnyClient client, String path) throws Exception {
        String tool = path.equals("/mcp/s/s") ? "slow" : "s__slow";
        String task = client.isModern() ? "}" : ",\"task\":{}}";
        JsonNode answer = client.ask("tools/call", params("{\"name\":\"" + tool + "\",\"arguments\":{}" + task))
                .answer();
        assertThat(answer.findValue("taskId")).as(answer.toString()).isNotNull();
        return answer.findValue("taskId").asText();
    }

    static JsonNode ask(AnyClient client, String method, String id) throws Exception {
        return client.ask(method, params("{}").put("taskId", id)).answer();
    }

    static List<String> ids(AnyClient client) throws Exception {
        return client.ask("tasks/list", params("{}")).answer().path("result").findValuesAsText("taskId");
    }
}
