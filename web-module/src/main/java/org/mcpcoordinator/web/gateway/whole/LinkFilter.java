package org.mcpcoordinator.web.gateway.whole;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Puts our prefix before each URI by which a server names a resource of its own in an answer: in contents, in links, in what
 * was read, and in news of it. It knows where they stand, and touches nothing else; bytes pass as they come, whole or in
 * pieces, as JSON or as a stream of events.
 */
final class LinkFilter {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_KEY = 8;

    /** What a container is; NONE for all that does not matter. */
    private enum Place {
        NONE,
        MESSAGE,
        RESULT,
        ERROR,
        ITEMS,
        ITEM,
        TURNS,
        TURN,
        LINKED
    }

    private final byte[] prefix;
    private final boolean events;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Deque<Boolean> objects = new ArrayDeque<>();
    private final StringBuilder key = new StringBuilder();
    private boolean inText;
    private boolean escaped;
    private boolean readingKey;
    private boolean keyComes;
    private int inLine;
    private boolean data;

    /** @param events true for a stream of events, false for JSON */
    LinkFilter(String prefix, boolean events) {
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
        this.events = events;
    }

    void pass(ByteBuffer in, ByteArrayOutputStream out) {
        while (in.hasRemaining()) {
            byte b = in.get();
            out.write(b);
            if (!events) {
                json(b, out);
            } else {
                line(b, out);
            }
        }
    }

    /** Of an event only what stands after {@code data:} is JSON; an empty line ends it. */
    private void line(byte b, ByteArrayOutputStream out) {
        if (b == '\r') {
            return;
        }
        if (b == '\n') {
            if (inLine == 0) {
                forget();
            }
            inLine = 0;
            data = false;
        } else if (data) {
            json(b, out);
        } else if (inLine >= 0 && inLine < DATA.length && b == DATA[inLine]) {
            inLine++;
            data = inLine == DATA.length;
        } else {
            inLine = DATA.length + 1;
        }
    }

    private void forget() {
        places.clear();
        objects.clear();
        inText = false;
        escaped = false;
        keyComes = false;
    }

    private void json(byte b, ByteArrayOutputStream out) {
        if (inText) {
            text(b);
            return;
        }
        switch (b) {
            case '"' -> {
                inText = true;
                readingKey = keyComes;
                if (keyComes) {
                    key.setLength(0);
                } else if (isLink()) {
                    out.writeBytes(prefix);
                }
            }
            case '{', '[' -> {
                places.push(inner(b == '{'));
                keyComes = b == '{';
                key.setLength(0);
            }
            case '}', ']' -> {
                places.poll();
                objects.poll();
                keyComes = false;
            }
            case ':' -> keyComes = false;
            case ',' -> keyComes = isObject();
            default -> {}
        }
    }

    private void text(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inText = false;
            return;
        }
        if (readingKey && key.length() <= LONGEST_KEY) {
            key.append((char) (b & 0xFF));
        }
    }

    private boolean isLink() {
        Place place = places.peek();
        return (place == Place.ITEM || place == Place.LINKED) && key.toString().equals("uri");
    }

    private boolean isObject() {
        return Boolean.TRUE.equals(objects.peek());
    }

    private Place inner(boolean object) {
        Place outer = places.peek();
        String name = isObject() ? key.toString() : "";
        objects.push(object);
        if (outer == null) {
            return object ? Place.MESSAGE : Place.NONE;
        }
        return switch (outer) {
            case MESSAGE -> message(name, object);
            case RESULT -> result(name, object);
            case ERROR -> object && name.equals("data") ? Place.LINKED : Place.NONE;
            case ITEMS -> object ? Place.ITEM : Place.NONE;
            case ITEM -> object && name.equals("resource") ? Place.LINKED : Place.NONE;
            case TURNS -> object ? Place.TURN : Place.NONE;
            case TURN -> name.equals("content") ? (object ? Place.ITEM : Place.ITEMS) : Place.NONE;
            case LINKED, NONE -> Place.NONE;
        };
    }

    private static Place message(String name, boolean object) {
        if (!object) {
            return Place.NONE;
        }
        return switch (name) {
            case "result" -> Place.RESULT;
            case "error" -> Place.ERROR;
            case "params" -> Place.LINKED;
            default -> Place.NONE;
        };
    }

    private static Place result(String name, boolean object) {
        if (object) {
            return Place.NONE;
        }
        return switch (name) {
            case "content", "contents" -> Place.ITEMS;
            case "messages" -> Place.TURNS;
            default -> Place.NONE;
        };
    }
}
