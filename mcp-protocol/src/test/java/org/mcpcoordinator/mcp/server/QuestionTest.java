package org.mcpcoordinator.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.mcp.Json;

/** Tools that ask before they do something, and a server as one caller sees it. */
class QuestionTest {
    private static final Tool ASKING = Tool.of("erase", "Erases.", Json.object(), new Tool.Handler() {
        @Override
        public ToolResult call(Arguments arguments) {
            return ToolResult.text("erased");
        }

        @Override
        public ToolResult call(Arguments arguments, Replies replies) {
            if (!replies.elicits()) {
                return ToolResult.failure("cannot ask");
            }
            return replies.accepted("yes") && replies.state().equals("s1")
                    ? call(arguments)
                    : ToolResult.question(
                            new ToolResult.Asked("yes", Json.object().put("message", "Really?"), "s1"));
        }
    });

    private static final Tool HIDDEN =
            Tool.of("hidden", "Not for you.", Json.object(), arguments -> ToolResult.failure("not for you"));

    private final McpServer server =
            McpServer.forOne(new ServerIdentity("t", "T", "1", ""), List.of(ASKING), List.of(HIDDEN));

    @ParameterizedTest
    @CsvSource({"{},true", "{'form':{}},true", "{'url':{}},false"})
    void aFormIsShownToThoseWhoHaveForms(String elicitation, boolean asked) throws Exception {
        JsonNode result = call("erase", "{\"elicitation\":" + elicitation.replace('\'', '"') + "}", "");
        assertThat(result.path("resultType").asText()).isEqualTo(asked ? "input_required" : "complete");
        assertThat(result.at("/inputRequests/yes/method").asText()).isEqualTo(asked ? "elicitation/create" : "");
        assertThat(result.at("/inputRequests/yes/params/message").asText()).isEqualTo(asked ? "Really?" : "");
        assertThat(result.path("isError").asBoolean()).isEqualTo(!asked);
    }

    @Test
    void theCallIsMadeWhenItComesAgainWithTheAnswer() throws Exception {
        String able = "{\"elicitation\":{}}";
        String yes = "\"inputResponses\":{\"yes\":{\"action\":\"%s\"}},\"requestState\":\"s1\",";
        assertThat(call("erase", able, yes.formatted("accept"))
                        .at("/content/0/text")
                        .asText())
                .isEqualTo("erased");
        assertThat(call("erase", able, yes.formatted("decline"))
                        .path("resultType")
                        .asText())
                .isEqualTo("input_required");
    }

    @Test
    void whatIsHiddenIsNotListedAndSaysWhyWhenCalled() throws Exception {
        JsonNode listed = send("tools/list", "", "{}", "");
        assertThat(listed.path("tools")).hasSize(1);
        assertThat(listed.path("cacheScope").asText()).isEqualTo("private");
        assertThat(call("hidden", "{}", "").at("/content/0/text").asText()).isEqualTo("not for you");
    }

    private JsonNode call(String tool, String capabilities, String more) throws Exception {
        return send("tools/call", tool, capabilities, "\"name\":\"" + tool + "\"," + more);
    }

    private JsonNode send(String method, String name, String capabilities, String more) throws Exception {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(TestingServer.modern(method));
        headers.put("Mcp-Name", name);
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + more
                + TestingServer.META.replace("Capabilities\":{}", "Capabilities\":" + capabilities) + "}}";
        Outcome outcome = server.receive(new HttpQuestion("POST", headers::get, body.getBytes(StandardCharsets.UTF_8)));
        HttpAnswer answer = outcome instanceof Outcome.Work work ? work.run() : ((Outcome.Ready) outcome).answer();
        return TestingServer.json(answer).path("result");
    }
}
