package org.mcpcoordinator.web.gateway.era;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Takes a stream of events apart as its bytes arrive; only the data of each event counts (HTML, "Server-sent events"). */
final class Events {
    /** What some put before the first line to say that this is UTF-8. */
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<byte[]> heard;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean first = true;
    private boolean afterReturn;
    private boolean any;

    /** @param heard gets the data of each event */
    Events(Consumer<byte[]> heard) {
        this.heard = heard;
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
            return;
        }
        if (!Arrays.equals(text, 0, Math.min(text.length, DATA.length), DATA, 0, DATA.length)
                || (text.length > DATA.length && text[DATA.length] != ':')) {
            return;
        }
        int from = Math.min(DATA.length + 1, text.length);
        from += from < text.length && text[from] == ' ' ? 1 : 0;
        if (any) {
            data.write('\n');
        }
        any = true;
        data.write(text, from, text.length - from);
    }

    private byte[] unmarked(byte[] text) {
        boolean marked =
                first && text.length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
        first = false;
        return marked ? Arrays.copyOfRange(text, MARK.length, text.length) : text;
    }
}
