package org.mcpcoordinator.host.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line as far as it has come. Of one that is too long, or longer than there is room for now, only its two ends are
 * kept.
 */
final class Line implements AutoCloseable {
    private static final int ENDS = 512;
    /** Shown of it in a log. */
    private static final int SHOWN_BYTES = 500;

    private static final Pattern FIRST_ID =
            Pattern.compile("^\\{\\s*\"jsonrpc\"\\s*:\\s*\"2.0\"\\s*,\\s*\"id\"\\s*:\\s*(\\d{1,18})\\s*,");
    private static final Pattern LAST_ID =
            Pattern.compile("\"id\"\\s*:\\s*(\\d{1,18})\\s*(,\\s*\"jsonrpc\"\\s*:\\s*\"2.0\"\\s*)?}\\s*$");

    private final Budget budget;
    private final Bytes whole = new Bytes();
    private byte[] last = {};
    private byte[] first = {};
    private long length;
    private long taken;
    private boolean tooLong;

    Line(Budget budget) {
        this.budget = budget;
    }

    /** Its bytes without a copy of them. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(256);
        }

        byte[] array() {
            return buf;
        }
    }

    void add(byte[] bytes, int from, int count) {
        length += count;
        tooLong = tooLong || length > Pipe.LINE_BYTES || !hasRoom();
        if (tooLong) {
            keepEnds(bytes, from, count);
        } else {
            whole.write(bytes, from, count);
        }
    }

    private boolean hasRoom() {
        long wanted = length <= Budget.SMALL ? 0 : 2 * length;
        if (wanted > taken) {
            // In large steps: a long line comes in many small pieces.
            long more = Math.max(wanted - taken, 1 << 20);
            if (!budget.take(more)) {
                return false;
            }
            taken += more;
        }
        return true;
    }

    private void keepEnds(byte[] bytes, int from, int count) {
        if (first.length == 0) {
            first = Arrays.copyOf(whole.toByteArray(), ENDS);
            whole.reset();
            close();
        }
        byte[] both = Arrays.copyOf(last, last.length + count);
        System.arraycopy(bytes, from, both, last.length, count);
        last = Arrays.copyOfRange(both, Math.max(0, both.length - ENDS), both.length);
    }

    boolean isTooLong() {
        return tooLong;
    }

    long length() {
        return length;
    }

    /** Its bytes, and perhaps others behind them. */
    byte[] array() {
        return whole.array();
    }

    boolean isBlank() {
        for (int at = 0; at < whole.size(); at++) {
            byte each = whole.array()[at];
            if (each != ' ' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return !tooLong;
    }

    /** Its beginning, for a log. */
    String text() {
        byte[] start = tooLong ? first : whole.array();
        int size = tooLong ? first.length : whole.size();
        String text = new String(start, 0, Math.min(size, SHOWN_BYTES), StandardCharsets.UTF_8);
        return text.strip() + (length > SHOWN_BYTES ? " ..." : "");
    }

    /** The request that one which cannot be read most likely answered. */
    OptionalLong answered() {
        int size = whole.size();
        byte[] start = tooLong ? first : Arrays.copyOf(whole.array(), Math.min(size, ENDS));
        byte[] end = tooLong ? last : Arrays.copyOfRange(whole.array(), Math.max(0, size - ENDS), size);
        for (Matcher matcher : new Matcher[] {
            FIRST_ID.matcher(new String(start, StandardCharsets.UTF_8)),
            LAST_ID.matcher(new String(end, StandardCharsets.UTF_8))
        }) {
            if (matcher.find()) {
                return OptionalLong.of(Long.parseLong(matcher.group(1)));
            }
        }
        return OptionalLong.empty();
    }

    /** Gives back the room it has taken. */
    @Override
    public void close() {
        budget.give(taken);
        taken = 0;
    }
}
