package org.mcpcoordinator.host.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One event of a stream; however many clients wait for it, it is there once. Safe for any thread. */
final class Event {
    private static final byte[] HEAD = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bytes;
    private final Budget budget;
    private int holders;

    private Event(ByteBuffer bytes, Budget budget) {
        this.bytes = bytes;
        this.budget = budget;
    }

    /** A message of the protocol. */
    static Event message(byte[] json, Budget budget) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD.length + json.length + 2);
        bytes.put(HEAD).put(json).put((byte) '\n').put((byte) '\n').flip();
        return new Event(bytes, budget);
    }

    /** Says nothing, but shows that the stream is open. */
    static Event opening(Budget budget) {
        return new Event(ByteBuffer.wrap(": open\n\n".getBytes(StandardCharsets.US_ASCII)), budget);
    }

    int size() {
        return bytes.limit();
    }

    /** The bytes, to be read by one holder. */
    ByteBuffer view() {
        return bytes.asReadOnlyBuffer();
    }

    /** One more waits for it; false if there is no room for it. */
    synchronized boolean hold(boolean first) {
        if (holders == 0 && !budget.take(size(), first)) {
            return false;
        }
        holders++;
        return true;
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            budget.give(size());
        }
    }
}
