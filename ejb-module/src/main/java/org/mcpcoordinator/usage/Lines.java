package org.mcpcoordinator.usage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Some lines of the trail, as PostgreSQL reads them ("COPY", text format: columns with tabs between them). Made when a call is
 * over, so that a call that waits to be written is a hundred bytes in an array and no objects that the collector has to move.
 * Not for two threads at once.
 */
final class Lines {
    /** Of one piece; ten thousand calls are twenty of them. */
    static final int MOST = 500;

    static final String COLUMNS = "at, caller, means, server, method, tool, request_id, outcome, micros";

    private static final int LONGEST_CALLER = 200;
    private static final int LONGEST_TOOL = 128;
    private static final int LONGEST_WORD = 64;

    /** Twice what 500 usual lines take: those of long names are to be 500, too. */
    private static final int BYTES = 128 << 10;

    /** More than the longest line: 648 characters of at most four bytes, with what stands between them. */
    private static final int LONGEST = 3 << 10;

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final byte[] bytes = new byte[BYTES];
    private int length;
    private int count;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    boolean isFull() {
        return count == MOST || length > BYTES - LONGEST;
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes that count. */
    int length() {
        return length;
    }

    /** One more; only where there is room. */
    void add(Instant at, Called call) {
        moment(at);
        text(call.caller(), LONGEST_CALLER);
        text(call.means(), LONGEST_WORD);
        text(call.server(), LONGEST_WORD);
        text(call.method(), LONGEST_WORD);
        text(call.tool(), LONGEST_TOOL);
        text(call.request(), LONGEST_WORD);
        text(call.outcome(), LONGEST_WORD);
        byte[] micros = Long.toString(call.nanos() / 1_000).getBytes(StandardCharsets.US_ASCII);
        append(micros);
        bytes[length++] = '\n';
        count++;
    }

    /** Most of a moment is that of the line before. */
    private void moment(Instant at) {
        if (at.getEpochSecond() != second) {
            second = at.getEpochSecond();
            secondText = SECOND.format(at).getBytes(StandardCharsets.US_ASCII);
        }
        append(secondText);
        bytes[length++] = '.';
        int micros = at.getNano() / 1_000;
        for (int unit = 100_000; unit > 0; unit /= 10) {
            bytes[length++] = (byte) ('0' + (micros / unit) % 10);
        }
        bytes[length++] = '+';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = '\t';
    }

    private void append(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    /** A column; what the database refuses, whoever made it up, is not taken over: it would take all other lines with it. */
    private void text(String text, int most) {
        for (int at = 0, told = 0; at < text.length() && told < most; told++) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == '\\') {
                bytes[length++] = '\\';
            }
            append(Plain.of(c));
        }
        bytes[length++] = '\t';
    }

    private void append(int c) {
        if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            tail(c, 0);
        } else if (c < 0x10000) {
            bytes[length++] = (byte) (0xE0 | (c >> 12));
            tail(c, 6);
            tail(c, 0);
        } else {
            bytes[length++] = (byte) (0xF0 | (c >> 18));
            tail(c, 12);
            tail(c, 6);
            tail(c, 0);
        }
    }

    private void tail(int c, int from) {
        bytes[length++] = (byte) (0x80 | ((c >> from) & 0x3F));
    }
}
