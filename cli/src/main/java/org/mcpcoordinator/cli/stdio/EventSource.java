package org.mcpcoordinator.cli.stdio;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events, read one after the other as they come (HTML standard, section 9.2.6). */
final class EventSource {
    private final InputStream in;
    private final int largest;
    private boolean afterReturn;
    /** Of the event that is being read; it counts once that event has ended. */
    private String id;

    private String lastId;
    private long retryMillis;

    EventSource(InputStream in, int largest) {
        this(in, largest, "", -1);
    }

    /** A stream that takes another one up, and so goes on with its last id and its pause. */
    EventSource(InputStream in, int largest, String lastId, long retryMillis) {
        this.in = new BufferedInputStream(in, 16 * 1024);
        this.largest = largest;
        this.id = lastId;
        this.lastId = lastId;
        this.retryMillis = retryMillis;
    }

    /** An event that is larger than allowed; taking the stream up again would bring it again. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(int largest) {
            super("an event has more than " + largest + " bytes");
        }
    }

    /** The id that a stream can be taken up from: that of the last event which came whole; empty if none was sent. */
    String lastId() {
        return lastId;
    }

    /** How long the server asks to wait before its stream is taken up again; negative if it did not say. */
    long retryMillis() {
        return retryMillis;
    }

    /**
     * The data of the next event that has some; null at the end of the stream.
     *
     * @throws IOException if the stream breaks, or an event is larger than allowed
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] line = line(); line != null; line = line()) {
            if (line.length == 0) {
                lastId = id;
                if (data.size() > 0) {
                    return data.toByteArray();
                }
                continue;
            }
            field(line, data);
        }
        return null;
    }

    private void field(byte[] line, ByteArrayOutputStream data) throws IOException {
        int colon = 0;
        while (colon < line.length && line[colon] != ':') {
            colon++;
        }
        int from = colon + (colon + 1 < line.length && line[colon + 1] == ' ' ? 2 : 1);
        int length = Math.max(0, line.length - from);
        switch (new String(line, 0, colon, StandardCharsets.UTF_8)) {
            case "data" -> {
                if (data.size() + length > largest) {
                    throw new TooLarge(largest);
                }
                if (data.size() > 0) {
                    data.write(' ');
                }
                data.write(line, Math.min(from, line.length), length);
            }
            case "id" -> id(new String(line, Math.min(from, line.length), length, StandardCharsets.UTF_8));
            case "retry" -> retry(new String(line, Math.min(from, line.length), length, StandardCharsets.UTF_8));
            default -> {
                // Comments keep the connection alive; names of events mean nothing in MCP.
            }
        }
    }

    /** One that fits no header cannot be asked for, and is as good as none. */
    private void id(String value) {
        if (value.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            id = value;
        }
    }

    private void retry(String millis) {
        if (millis.matches("\\d{1,9}")) {
            retryMillis = Long.parseLong(millis);
        }
    }

    /** A line without its end, which is LF, CR, or both; null at the end. */
    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            boolean secondOfTwo = afterReturn && next == '\n';
            afterReturn = next == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                return line.toByteArray();
            }
            if (line.size() > largest + 16) {
                throw new TooLarge(largest);
            }
            line.write(next);
        }
        return null;
    }
}
