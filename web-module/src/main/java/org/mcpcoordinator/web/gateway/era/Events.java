package org.mcpcoordinator.web.gateway.era;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Takes a stream of events apart as its bytes arrive: the type and the data of each (HTML, "Server-sent events"). */
final class Events {
    /** What some put before the first line to say that this is UTF-8. */
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

    /** Longer names are nobody's whom we know. */
    private static final int LONGEST_TYPE = 64;

    private final Consumer<byte[]> heard;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean first = true;
    private boolean afterReturn;
    private boolean any;
    private String type = "";

    /** @param heard gets the data of each event */
    Events(Consumer<byte[]> heard) {
        this.heard = heard;
    }

    /** The type of the event that is being heard; empty if it names none. */
    String type() {
        return type;
    }

    /** What is kept of an event that is not whole, in bytes. */
    int kept() {
        return line.size() + data.size();
    }

    void take(ByteBuffer bytes) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        int from = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n' && afterReturn) {
                from = i + 1;
            } else if (piece[i] == '\n' || piece[i] == '\r') {
                line.write(piece, from, i - from);
                from = i + 1;
                endOfLine();
            }
            afterReturn = piece[i] == '\r';
        }
        line.write(piece, from, piece.length - from);
    }

    private void endOfLine() {
        byte[] text = unmarked(line.toByteArray());
        line.reset();
        if (text.length == 0) {
            if (any && data.size() > 0) {
                heard.accept(data.toByteArray());
            }
            data.reset();
            any = false;
            type = "";
            return;
        }
        if (isField(text, EVENT)) {
            int from = value(text, EVENT);
            type = new String(text, from, Math.min(text.length - from, LONGEST_TYPE), StandardCharsets.UTF_8);
        }
        if (!isField(text, DATA)) {
            return;
        }
        int from = value(text, DATA);
        if (any) {
            data.write('\n');
        }
        any = true;
        data.write(text, from, text.length - from);
    }

    private static boolean isField(byte[] text, byte[] name) {
        return Arrays.equals(text, 0, Math.min(text.length, name.length), name, 0, name.length)
                && (text.length == name.length || text[name.length] == ':');
    }

    /** Where its value begins. */
    private static int value(byte[] text, byte[] name) {
        int from = Math.min(name.length + 1, text.length);
        return from + (from < text.length && text[from] == ' ' ? 1 : 0);
    }

    private byte[] unmarked(byte[] text) {
        boolean marked =
                first && text.length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
        first = false;
        return marked ? Arrays.copyOfRange(text, MARK.length, text.length) : text;
    }
}
