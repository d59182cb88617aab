package org.mcpcoordinator.web.gateway.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes as a server's stream; the first says in pieces of how many bytes the others come. */
class EventsFuzzTest {
    @FuzzTest
    void dataIsThatOfTheStandardHoweverItsBytesCome(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        List<String> expected = standard(new String(bytes, StandardCharsets.ISO_8859_1));
        assertThat(taken(bytes, bytes.length + 1)).isEqualTo(expected);
        assertThat(taken(bytes, 1 + (input[0] & 15))).isEqualTo(expected);
    }

    private static List<String> taken(byte[] bytes, int piece) {
        List<String> heard = new ArrayList<>();
        Events events = new Events(data -> heard.add(new String(data, StandardCharsets.ISO_8859_1)));
        for (int from = 0; from < bytes.length; from += piece) {
            events.take(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
            assertThat(events.kept()).isLessThanOrEqualTo(bytes.length);
        }
        return heard;
    }

    /** As HTML words it ("Server-sent events"), on all of it. */
    private static List<String> standard(String text) {
        List<String> found = new ArrayList<>();
        String[] lines = (text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text).split("\r\n|\r|\n", -1);
        List<String> data = new ArrayList<>();
        for (int i = 0; i < lines.length - 1; i++) {
            String[] parts = lines[i].split(":", 2);
            if (lines[i].isEmpty()) {
                if (!String.join("\n", data).isEmpty()) {
                    found.add(String.join("\n", data));
                }
                data.clear();
            } else if (parts[0].equals("data")) {
                data.add(parts.length == 1 ? "" : parts[1].startsWith(" ") ? parts[1].substring(1) : parts[1]);
            }
        }
        return found;
    }
}
