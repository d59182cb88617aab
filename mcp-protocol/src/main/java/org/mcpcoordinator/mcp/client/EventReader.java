package org.mcpcoordinator.mcp.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a server-sent stream apart as its bytes come. */
final class EventReader {
    private static final long LONGEST_WAIT = 60_000;

    private final int most;
    private final Consumer<Event> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean first = true;
    private boolean hasData;
    private boolean afterReturn;
    private @Nullable String id;
    private long retryMillis = -1;

    /**
     * Begins.
     *
     * @param most bytes of an event
     */
    EventReader(int most, Consumer<Event> to) {
        this.most = most;
        this.to = to;
    }

    /** Reads on. */
    void read(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                line(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (line.size() + data.length() >= most) {
                throw new IOException(BoundedBody.TOO_LONG + most + " bytes");
            } else {
                line.write(next);
            }
        }
    }

    private void line(String whole) {
        // What some put before the first line to say that this is UTF-8.
        String text = first && whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
        first = false;
        if (text.isEmpty()) {
            end();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "retry" ->
                retryMillis = value.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(value), LONGEST_WAIT) : retryMillis;
            default -> {
                // Comments, and kinds of events; MCP knows one kind only.
            }
        }
    }

    private void end() {
        if (hasData || id != null || retryMillis >= 0) {
            to.accept(new Event(id, retryMillis, data.toString()));
        }
        data.setLength(0);
        hasData = false;
        id = null;
        retryMillis = -1;
    }
}
