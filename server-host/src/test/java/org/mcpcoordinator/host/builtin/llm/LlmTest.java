package org.mcpcoordinator.host.builtin.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.host.builtin.Calls;
import org.mcpcoordinator.host.builtin.TestingService;
import org.mcpcoordinator.host.builtin.TestingService.Told;

/** The stand-in follows the published OpenAI API: paths, fields of requests and answers, and errors. */
class LlmTest {
    private static final String TEXT = "The pump in hall two failed. The pump was old. Ada ordered a new pump on"
            + " 2026-03-01 for 900 EUR. Lunch was fine.";

    @TempDir
    Path directory;

    private TestingService endpoint;
    private @Nullable Told failure;

    @BeforeEach
    void start() throws Exception {
        endpoint = new TestingService(asked -> {
            if (failure != null) {
                return failure;
            }
            return switch (asked.path()) {
                case "/v1/models" -> Told.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m1\"},{\"id\":\"m2\"}]}");
                case "/v1/chat/completions" ->
                    Told.json(
                            200,
                            "{\"id\":\"c\",\"model\":\"m1-0613\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                                    + "\"assistant\",\"content\":\"Hello there\"},\"finish_reason\":\"stop\"}],"
                                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}");
                case "/v1/embeddings" ->
                    Told.json(
                            200,
                            "{\"data\":[{\"index\":1,\"embedding\":[0.0,1.0]},{\"index\":0,\"embedding\":[1.0,0.0]},"
                                    + "{\"index\":2,\"embedding\":[0.9,0.1]}]}");
                default -> Told.json(404, "{\"error\":{\"message\":\"unknown\"}}");
            };
        });
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private Calls remote(String more) throws Exception {
        return Calls.of(
                "llm",
                "{\"base\":\"" + endpoint.address() + "/v1\",\"model\":\"m1\",\"apiKey\":\"sk-very-secret\"" + more
                        + "}",
                directory);
    }

    @Test
    void aConversationIsSentAsTheApiWantsIt() throws Exception {
        try (Calls calls = remote(",\"system\":\"Be brief.\",\"maxTokens\":100")) {
            JsonNode answer = calls.json(
                    "chat",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":5000,\"temperature\":0.5}");
            assertThat(answer.path("text").asText()).isEqualTo("Hello there");
            assertThat(answer.path("promptTokens").asInt()).isEqualTo(9);
            JsonNode sent = endpoint.last().body();
            assertThat(endpoint.last().authorization()).isEqualTo("Bearer sk-very-secret");
            assertThat(sent.path("model").asText()).isEqualTo("m1");
            assertThat(sent.path("max_tokens").asInt()).isEqualTo(100);
            assertThat(sent.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Be brief.");
            assertThat(sent.at("/messages/1/role").asText()).isEqualTo("user");
            assertThat(calls.text("ask", "{\"prompt\":\"Hi\"}")).isEqualTo("Hello there");
            assertThat(calls.failure("chat", "{\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}"))
                    .contains("must have the role user");
        }
        try (Calls calls = remote(",\"limitField\":\"max_completion_tokens\"")) {
            calls.json("ask", "{\"prompt\":\"Hi\"}");
            assertThat(endpoint.last().body().path("max_completion_tokens").asInt())
                    .isEqualTo(512);
        }
    }

    @Test
    void modelsAndVectorsComeInOrder() throws Exception {
        try (Calls calls = remote(",\"embeddingModel\":\"e1\"")) {
            assertThat(calls.json("list_models", "{}").path("models").toString())
                    .isEqualTo("[\"m1\",\"m2\"]");
            JsonNode vectors =
                    calls.json("embed", "{\"texts\":[\"a\",\"b\",\"c\"]}").path("vectors");
            assertThat(vectors.at("/0/0").asDouble()).isEqualTo(1.0);
            assertThat(vectors.at("/1/1").asDouble()).isEqualTo(1.0);
            assertThat(endpoint.last().body().path("model").asText()).isEqualTo("e1");
            JsonNode ranked = calls.json("rank_texts", "{\"query\":\"q\",\"texts\":[\"far\",\"near\"]}")
                    .path("ranked");
            assertThat(ranked.at("/0/text").asText()).isEqualTo("near");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "400; maximum context length is 8192; takes no such request (400): maximum context length",
                "401; Incorrect API key provided: sk-very-secret; whoever runs this server must set apiKey",
                "404; The model m9 does not exist; no such address or model (404): The model m9",
                "429; Rate limit reached; try again after 7 s: Rate limit reached",
                "500; The server had an error for sk-very-secret; The endpoint failed (500)",
                "503; overloaded; failed (503)",
                "302; ''; redirects to another address"
            })
    void errorsOfTheEndpointAreToolErrorsThatDoNotTellTheKey(int status, String message, String sentence)
            throws Exception {
        failure = new Told(status, "{\"error\":{\"message\":\"" + message + "\",\"type\":\"x\"}}", "Retry-After", "7");
        try (Calls calls = remote("")) {
            for (String tool : new String[] {"ask", "embed"}) {
                String arguments = tool.equals("ask") ? "{\"prompt\":\"Hi\"}" : "{\"texts\":[\"Hi\"]}";
                String told = calls.failure(tool, arguments);
                assertThat(told).doesNotContain("sk-very-secret");
                assertThat(told).contains(sentence);
            }
        }
    }

    @Test
    void slowLongAndForeignAnswersAreToolErrors() throws Exception {
        try (Calls calls = remote(",\"timeoutMillis\":300")) {
            failure = Told.json(-200, "{}");
            assertThat(calls.failure("ask", "{\"prompt\":\"Hi\"}")).contains("did not answer within 300 ms");
        }
        try (Calls calls = remote(",\"maxChars\":1000")) {
            assertThat(calls.failure("ask", "{\"prompt\":\"" + "x".repeat(1_001) + "\"}"))
                    .contains("at most 1000");
            failure = Told.json(200, "<html>Welcome</html>");
            assertThat(calls.failure("ask", "{\"prompt\":\"Hi\"}")).contains("answered no JSON");
            failure = Told.json(200, "{\"choices\":[]}");
            assertThat(calls.failure("ask", "{\"prompt\":\"Hi\"}")).contains("without choices");
            failure = Told.json(200, "{\"data\":[]}");
            assertThat(calls.failure("embed", "{\"texts\":[\"a\"]}")).contains("Set embeddingModel");
            failure = Told.json(200, "\"" + "x".repeat(5 << 20) + "\"");
            assertThat(calls.failure("ask", "{\"prompt\":\"Hi\"}")).contains("more than 4194304 bytes");
            failure = Told.json(200, "{\"choices\":[{\"message\":{\"content\":\"" + "y".repeat(2_000) + "\"}}]}");
            JsonNode cut = calls.json("ask", "{\"prompt\":\"Hi\"}");
            assertThat(cut.path("text").asText()).hasSize(1_000);
            assertThat(cut.path("cut").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "summary; pump",
                "keywords; pump (3)",
                "outline; - Ada ordered",
                "sentiment; negative: 1 friendly words [fine], 1",
                "entities; dates: 2026-03-01",
                "readability; easy to read",
                "cloze; ____",
                "answer; Ask a question that ends in ?",
                "compare; Send two paragraphs",
                "language; English"
            })
    void theLocalModelWorksOnTheTextItself(String skill, String said) throws Exception {
        try (Calls calls = Calls.of("llm", "{\"local\":\"" + skill + "\"}", directory)) {
            String expected = skill.equals("sentiment") ? "friendly words [fine]" : said;
            assertThat(calls.text("ask", "{\"prompt\":\"" + TEXT + "\"}")).contains(expected);
            assertThat(calls.text("ask", "{\"prompt\":\"" + TEXT + "\"}"))
                    .isEqualTo(calls.text("ask", "{\"prompt\":\"" + TEXT + "\"}"));
            assertThat(calls.json("list_models", "{}").at("/models/0").asText()).isEqualTo("local-" + skill);
        }
    }

    @Test
    void theLocalModelAnswersFromWhatWasSaidAndStopsAtTheLimit() throws Exception {
        try (Calls calls = Calls.of("llm", "{\"local\":\"answer\",\"sentences\":1}", directory)) {
            assertThat(calls.text(
                            "chat",
                            "{\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT
                                    + "\"},{\"role\":\"user\",\"content\":\"Who ordered the new pump?\"}]}"))
                    .contains("Ada ordered");
            assertThat(calls.json("ask", "{\"prompt\":\"" + TEXT + " Who ordered?\",\"maxTokens\":2}")
                            .path("finishReason")
                            .asText())
                    .isEqualTo("length");
            JsonNode ranked = calls.json(
                    "rank_texts", "{\"query\":\"old pumps\",\"texts\":[\"lunch menu\",\"the pump is old\"]}");
            assertThat(ranked.at("/ranked/0/place").asInt()).isEqualTo(1);
        }
    }
}
