package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.mcpcoordinator.directory.Names;
import org.mcpcoordinator.mcp.Json;

/** Any bytes as a server's answer; the first says in pieces of how many bytes the others come. */
class LinkFilterFuzzTest {
    private static final String SERVER = "files-1";

    @FuzzTest
    void onlyNamesOfResourcesAndTasksChangeHoweverTheBytesCome(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        int piece = 1 + (input[0] & 15);
        byte[] stream = passed(bytes, bytes.length + 1, true);
        assertThat(passed(bytes, piece, true)).isEqualTo(stream);
        byte[] whole = passed(bytes, bytes.length + 1, false);
        assertThat(passed(bytes, piece, false)).isEqualTo(whole);
        JsonNode given;
        try {
            given = Json.read(bytes);
        } catch (IOException noJson) {
            return;
        }
        if (bytes[0] > 0 && (bytes.length < 2 || bytes[1] > 0)) {
            same("", given, Json.read(whole));
        }
    }

    private static byte[] passed(byte[] bytes, int piece, boolean events) {
        LinkFilter filter = new LinkFilter(SERVER, true, true, events, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < bytes.length; from += piece) {
            filter.pass(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)), out);
        }
        return out.toByteArray();
    }

    private static void same(String name, JsonNode given, JsonNode made) {
        if (given.isObject()) {
            assertThat(made.size()).isEqualTo(given.size());
            for (Map.Entry<String, JsonNode> part : given.properties()) {
                same(part.getKey(), part.getValue(), made.path(part.getKey()));
            }
        } else if (given.isArray()) {
            assertThat(made.size()).isEqualTo(given.size());
            Iterator<JsonNode> next = made.iterator();
            given.forEach(item -> same("", item, next.next()));
        } else if (name.equals("uri") && given.isTextual() && !made.equals(given)) {
            // One that hides its scheme behind escapes is no page of its own.
            assertThat(made.textValue())
                    .isIn(Names.uri(SERVER, given.textValue()), Names.SCHEME + SERVER + "/" + given.textValue());
        } else if (name.equals("taskId") && given.isTextual() && !made.equals(given)) {
            assertThat(made.textValue()).isEqualTo(SERVER + "/" + given.textValue());
        } else {
            assertThat(made.equals(given)).as("%s for %s", made, given).isTrue();
        }
    }
}
