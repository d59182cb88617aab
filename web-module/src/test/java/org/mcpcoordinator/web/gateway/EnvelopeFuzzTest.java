package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Unwrapped;

/** Any bytes as a request: those who only step over it, and who reads all of it, must take it for the same. */
class EnvelopeFuzzTest {
    private static final Set<String> TEXTS = Set.of("name", "uri", "cursor", "taskId", "level", "protocolVersion");

    @FuzzTest
    void whoStepsOverARequestAndWhoReadsItTakeItForTheSame(byte[] bytes) throws IOException {
        Demand.Reading scanned = Demand.read(bytes);
        Errand errand = Errand.of(bytes);
        String answer = RpcAnswer.text(ProblemCode.SERVER_AWAY, "away", bytes);
        JsonNode answered = Json.read(answer.getBytes(StandardCharsets.UTF_8)).path("id");
        Optional<byte[]> unwrapped = Unwrapped.of(bytes);
        JsonNode json;
        try {
            json = Json.read(bytes);
        } catch (IOException refused) {
            return;
        }
        // Places are counted in bytes of UTF-8 and nothing before it; others are refused.
        if (bytes[0] <= 0 || (bytes.length > 1 && bytes[1] <= 0)) {
            assertThat(scanned).isInstanceOf(Demand.Reading.Refused.class);
            return;
        }
        unwrapped.ifPresent(made -> unwrapped(json, made));
        Frames.Reading parsed = Frames.read(json);
        if (json.has("method")) {
            assertThat(scanned instanceof Demand.Reading.Read)
                    .as("%s and %s", scanned, parsed)
                    .isEqualTo(parsed instanceof Frames.Reading.Read);
        }
        if (scanned instanceof Demand.Reading.Read one && parsed instanceof Frames.Reading.Read other) {
            same(one.demand(), other.frame(), json);
        }
        if (parsed instanceof Frames.Reading.Read read && read.frame() instanceof Frame.Request request) {
            sameId(errand.id(), request.id());
            sameId(answered, request.id());
            assertThat(errand.method()).isEqualTo(request.method());
            assertThat(errand.cursor())
                    .isEqualTo(request.params().path("cursor").isTextual());
            JsonNode token = request.params().path(Meta.FIELD).path(Meta.PROGRESS_TOKEN);
            if (Frames.isId(token)) {
                sameId(errand.progressToken(), token);
            } else {
                assertThat(errand.progressToken().isMissingNode()).isTrue();
            }
        }
    }

    private static void same(Demand demand, Frame frame, JsonNode json) throws IOException {
        assertThat(demand.method()).isEqualTo(json.path("method").textValue());
        if (frame instanceof Frame.Request request) {
            sameId(demand.id(), request.id());
        } else if (frame instanceof Frame.Notification) {
            assertThat(demand.id()).isNull();
        }
        JsonNode params = json.path("params");
        for (String name : TEXTS) {
            assertThat(demand.text(name)).isEqualTo(params.path(name).textValue());
            assertThat(demand.params().has(name)).isEqualTo(params.has(name));
        }
        JsonNode meta = params.path(Meta.FIELD);
        assertThat(Meta.isModern(demand.params())).isEqualTo(Meta.isModern(params));
        assertThat(demand.params().path(Meta.FIELD).path(Meta.PROTOCOL_VERSION).textValue())
                .isEqualTo(meta.path(Meta.PROTOCOL_VERSION).textValue());
        for (String path : demand.spans().keySet()) {
            replaced(demand, json, path);
        }
    }

    /** Another text in the place of one changes that one only. */
    private static void replaced(Demand demand, JsonNode json, String path) throws IOException {
        String other = "\u00e9 \"other\" \ud83d\ude00";
        ObjectNode expected = json.deepCopy();
        ObjectNode holder = (ObjectNode) expected.path("params");
        String name = path;
        if (path.startsWith("ref.")) {
            holder = (ObjectNode) holder.path("ref");
            name = path.substring(4);
        }
        assertThat(holder.path(name).isTextual()).isTrue();
        holder.put(name, other);
        same(Json.read(demand.with(path, other)), expected);
    }

    private static void unwrapped(JsonNode json, byte[] made) {
        ObjectNode expected = json.deepCopy();
        ObjectNode params = (ObjectNode) expected.path("params");
        JsonNode wrapped = params.path("arguments");
        params.set("name", TextNode.valueOf(wrapped.path("name").textValue()));
        params.set(
                "arguments",
                wrapped.has("arguments") ? wrapped.path("arguments") : JsonNodeFactory.instance.objectNode());
        try {
            same(Json.read(made), expected);
        } catch (IOException broken) {
            throw new AssertionError(json.toString(), broken);
        }
    }

    private static void same(JsonNode one, JsonNode other) {
        assertThat(one.equals(other)).as("%s for %s", one, other).isTrue();
    }

    private static void sameId(@Nullable JsonNode one, JsonNode other) {
        assertThat(one != null
                        && one.isTextual() == other.isTextual()
                        && one.asText().equals(other.asText()))
                .as("%s for %s", one, other)
                .isTrue();
    }
}
