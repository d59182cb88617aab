package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Any bytes as a message. In a usual run those that are kept; with the profile {@code fuzz} whatever it comes upon. */
class FrameFuzzTest {
    @FuzzTest
    void whatIsReadIsTheSameWhenItHasBeenWrittenAndReadAgain(byte[] bytes) throws IOException {
        JsonNode json;
        try {
            json = Json.read(bytes);
        } catch (IOException refused) {
            return;
        }
        same(Json.read(Json.bytes(json)), json);
        same(Json.read(Json.text(json)), json);
        Frames.Reading reading = Frames.read(json);
        if (reading instanceof Frames.Reading.Read read) {
            assertThat(Frames.read(Json.read(read.frame().toBytes()))).isEqualTo(read);
        } else if (reading instanceof Frames.Reading.Refused refused) {
            assertThat(refused.reason()).isNotBlank();
            assertThat(refused.id() == null || Frames.isId(refused.id())).isTrue();
        }
    }

    private static void same(JsonNode again, JsonNode json) {
        assertThat(again.equals(json)).as("%s for %s", again, json).isTrue();
    }
}
