package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tasks come to and ask, in the words of whoever hears it. */
@Timeout(30)
class TaskWordsTest extends WorldOfTasks {
    @ParameterizedTest
    @MethodSource("everywhere")
    void whatATaskComesToIsToldInTheClientsWords(String revision, boolean modern, String path) throws Exception {
        serve(modern);
        AnyClient ada = client(revision, path, "ada");
        String id = begin(ada, path);
        JsonNode working = ask(ada, "tasks/get", id).path("result");
        assertThat(working.path("status").asText()).isEqualTo("working");
        assertThat(working.path(ada.isModern() ? "ttlMs" : "ttl").asInt()).isEqualTo(60_000);
        assertThat(working.path(ada.isModern() ? "pollIntervalMs" : "pollInterval")
                        .asInt())
                .isEqualTo(20);
        assertThat(working.has("resultType")).isEqualTo(ada.isModern());

        server.tasks.put("t-1", "completed");

        JsonNode done = ask(ada, "tasks/get", id).path("result");
        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(done.has("result")).isEqualTo(ada.isModern());
        JsonNode come = ada.isModern()
                ? done.path("result")
                : ask(ada, "tasks/result", id).path("result");
        assertThat(come.at("/content/0/text").asText()).isEqualTo("done");
        if (!ada.isModern() && modern) {
            assertThat(come.at("/_meta/io.modelcontextprotocol~1related-task/taskId")
                            .asText())
                    .isEqualTo(id);
            assertThat(come.has("resultType")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void whatHasFailedIsToldAsAFailureOfTheTask(String path) throws Exception {
        serve(false);
        AnyClient ada = client("2026-07-28", path, "ada");
        String id = begin(ada, path);
        server.tasks.put("t-1", "failed");

        JsonNode told = ask(ada, "tasks/get", id).path("result");

        assertThat(told.path("status").asText()).isEqualTo("failed");
        assertThat(told.at("/error/message").asText()).isEqualTo("it broke");
        assertThat(ask(ada, "tasks/update", id).at("/error/code").asInt()).isEqualTo(-32602);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatATaskAsksItsClientAnswers(String revision, boolean modern, String path) throws Exception {
        serve(modern);
        AnyClient ada = answering(revision, path);
        String id = begin(ada, path);
        server.tasks.put("t-1", "input_required");

        if (ada.isModern()) {
            TestingGateway.until(() -> asks(ada, id).size() == 1);
            String key = asks(ada, id).fieldNames().next();
            JsonNode question = asks(ada, id).get(key);
            assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
            assertThat(question.at("/params/message").asText()).isEqualTo("who?");
            assertThat(question.at(RELATED).isMissingNode()).isTrue();
            ObjectNode answers = params("{\"inputResponses\":{\"" + key
                    + "\":{\"action\":\"accept\",\"content\":{\"name\":\"ada\"}},\"other\":{\"action\":\"cancel\"}}}");
            assertThat(ada.ask("tasks/update", answers.put("taskId", id))
                            .answer()
                            .at("/result/resultType")
                            .asText())
                    .isEqualTo("complete");
            TestingGateway.until(() -> stands(ada, id).equals("completed"));
            assertThat(ask(ada, "tasks/get", id)
                            .at("/result/result/content/0/text")
                            .asText())
                    .isEqualTo("hello ada");
        } else {
            assertThat(stands(ada, id)).isEqualTo("input_required");
            assertThat(ask(ada, "tasks/result", id).at("/result/content/0/text").asText())
                    .isEqualTo("hello ada");
            assertThat(ada.questions).hasSize(1);
            assertThat(ada.questions.get(0).at("/params/message").asText()).isEqualTo("who?");
            assertThat(ada.questions.get(0).at(RELATED).asText()).isEqualTo(id);
        }
        assertThat(server.answered).containsEntry("t-1", modern ? "" : "t-1");
    }

    private static JsonNode asks(AnyClient client, String id) {
        return tasks(client, id).path("inputRequests");
    }

    private static String stands(AnyClient client, String id) {
        return tasks(client, id).path("status").asText();
    }

    private static JsonNode tasks(AnyClient client, String id) {
        try {
            return ask(client, "tasks/get", id).path("result");
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void aModernServerMayAskALegacyClientBeforeItsTaskBegins(String path) throws Exception {
        serve(true);
        AnyClient ada = answering("2025-11-25", path);
        String tool = path.equals("/mcp") ? "s__slow" : "slow";
        JsonNode made = ada.ask(
                        "tools/call", params("{\"name\":\"" + tool + "\",\"arguments\":{\"first\":true},\"task\":{}}"))
                .answer();

        assertThat(made.at("/result/task/status").asText()).as(made.toString()).isEqualTo("working");
        assertThat(ada.questions).hasSize(1);
        assertThat(ada.questions.get(0).at(RELATED).isMissingNode()).isTrue();
    }

    @Test
    void whoCannotBeAskedIsToldSo() throws Exception {
        serve(true);
        AnyClient ada = client("2025-11-25", "/mcp/s/s", "ada");
        String id = begin(ada, "/mcp/s/s");
        server.tasks.put("t-1", "input_required");
        assertThat(ask(ada, "tasks/result", id).at("/error/message").asText()).isEqualTo("who could be asked?");

        AnyClient plain = new AnyClient(world, "/mcp/s/s", "2026-07-28", "ada", false);
        serve(false);
        AnyClient.Talk refused = plain.ask("tasks/get", params("{}").put("taskId", id));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.answer().at("/error/code").asInt()).isEqualTo(-32021);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void whatAModernServerAnswersAtOnceIsATaskThatIsDone(String path) throws Exception {
        serve(true);
        AnyClient ada = client("2025-11-25", path, "ada");
        String tool = path.equals("/mcp") ? "s__echo" : "echo";
        JsonNode made = ada.ask(
                        "tools/call", params("{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"hi\"},\"task\":{}}"))
                .answer()
                .at("/result/task");
        String id = made.path("taskId").asText();

        assertThat(made.path("status").asText()).isEqualTo("completed");
        assertThat(ask(ada, "tasks/get", id).at("/result/status").asText()).isEqualTo("completed");
        assertThat(ask(ada, "tasks/result", id).at("/result/content/0/text").asText())
                .isEqualTo("hi");
        assertThat(ask(client("2025-11-25", path, "bob"), "tasks/result", id).has("error"))
                .isTrue();
        assertThat(ids(ada)).containsExactly(id);
    }

    @Test
    void clientsAreToldOfTasksInTheirOwnWords() throws Exception {
        serve(true);
        AnyClient ada = new AnyClient(world, "/mcp/s/s", "2025-11-25", "ada", false);
        assertThat(ada.connect().at("/capabilities/tasks/requests/tools").has("call"))
                .isTrue();
        assertThat(ada.ask("tools/list", params("{}"))
                        .answer()
                        .at("/result/tools/0/execution/taskSupport")
                        .asText())
                .isEqualTo("optional");
        serve(false);
        AnyClient modern = new AnyClient(world, "/mcp/s/s", "2026-07-28", "ada", false);
        assertThat(modern.connect().at("/capabilities/extensions").has("io.modelcontextprotocol/tasks"))
                .isTrue();
    }
}
