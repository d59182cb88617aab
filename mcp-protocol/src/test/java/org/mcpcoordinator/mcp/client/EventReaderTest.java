package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private final List<Event> events = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void eventsAreTheSameHoweverTheirBytesCome(int piece) throws IOException {
        EventReader reader = new EventReader(100, events::add);
        byte[] bytes = ": hello\r\n\r\nid: 7\nretry: 250\ndata\n\nevent: message\ndata:ü\rdata: b\r\rdata: cut"
                .getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += piece) {
            reader.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
        }

        assertThat(events).containsExactly(new Event("7", 250, ""), new Event(null, -1, "ü\nb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: xxxxxxxxxxxxxxxxxxxx", "data: xxx\ndata: xxxxxxxx\ndata: xxxxxxxxxx\n"})
    void oneThatDoesNotEndIsGivenUp(String text) {
        EventReader reader = new EventReader(16, events::add);

        assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("16 bytes");
    }
}
