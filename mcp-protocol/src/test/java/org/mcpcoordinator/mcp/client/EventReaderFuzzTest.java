package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Any bytes as a stream of events; the first says in pieces of how many bytes the others come. */
class EventReaderFuzzTest {
    private static final int FEW = 16;

    @FuzzTest
    void eventsAreThoseOfTheStandardHoweverTheirBytesCome(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        List<Event> expected = standard(new String(bytes, StandardCharsets.UTF_8));
        assertThat(read(bytes, bytes.length + 1, Integer.MAX_VALUE)).isEqualTo(expected);
        assertThat(read(bytes, 1 + (input[0] & 15), Integer.MAX_VALUE)).isEqualTo(expected);
        byte[] again = written(expected).getBytes(StandardCharsets.UTF_8);
        assertThat(read(again, again.length + 1, Integer.MAX_VALUE)).isEqualTo(expected);
        try {
            for (Event event : read(bytes, bytes.length + 1, FEW)) {
                assertThat(event.data().length()).isLessThanOrEqualTo(FEW);
            }
        } catch (IOException tooLong) {
            assertThat(tooLong).hasMessageStartingWith(BoundedBody.TOO_LONG);
        }
    }

    private static List<Event> read(byte[] bytes, int piece, int most) throws IOException {
        List<Event> events = new ArrayList<>();
        EventReader reader = new EventReader(most, events::add);
        for (int from = 0; from < bytes.length; from += piece) {
            reader.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
        }
        return events;
    }

    /** As HTML words it ("Server-sent events"), on all of it; but that an id or a pause may come without data. */
    private static List<Event> standard(String text) {
        List<Event> events = new ArrayList<>();
        String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r\n|\r|\n", -1);
        @Nullable String id = null;
        long retry = -1;
        StringJoiner data = new StringJoiner("\n");
        boolean any = false;
        for (int i = 0; i < lines.length - 1; i++) {
            String[] parts = lines[i].split(":", 2);
            String value = parts.length == 1 ? "" : parts[1].startsWith(" ") ? parts[1].substring(1) : parts[1];
            if (lines[i].isEmpty()) {
                if (any || id != null || retry >= 0) {
                    events.add(new Event(id, retry, data.toString()));
                }
                id = null;
                retry = -1;
                data = new StringJoiner("\n");
                any = false;
            } else if (parts[0].equals("data")) {
                data.add(value);
                any = true;
            } else if (parts[0].equals("id") && value.indexOf('\0') < 0) {
                id = value;
            } else if (parts[0].equals("retry") && value.matches("[0-9]{1,9}")) {
                retry = Math.min(Long.parseLong(value), 60_000);
            }
        }
        return events;
    }

    private static String written(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            text.append(event.id() == null ? "" : "id: " + event.id() + "\n");
            text.append(event.retryMillis() < 0 ? "" : "retry: " + event.retryMillis() + "\n");
            text.append("data: ").append(event.data().replace("\n", "\ndata: ")).append("\n\n");
        }
        return text.toString();
    }
}
