package org.mcpcoordinator.web.gateway.whole;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mcpcoordinator.directory.Names;

/**
 * Puts our prefix before each URI by which a server names a resource of its own in an answer: in contents, in links, in what
 * was read, and in news of it; and the server's name before the id of each of its tasks. It
 * knows where they stand, and touches nothing else; bytes pass as they come, whole or in
 * pieces, as JSON or as a stream of events.
 */
final class LinkFilter {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UI = Names.UI.getBytes(StandardCharsets.US_ASCII);
    private static final String RELATED = "io.modelcontextprotocol/related-task";
    private static final int LONGEST_KEY = RELATED.length();

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
        LINKED,
        META,
        TASKS,
        TASK
    }

    private final byte[] prefix;
    private final byte[] server;
    private final boolean uris;
    private final boolean tasks;
    private final boolean events;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Deque<Boolean> objects = new ArrayDeque<>();
    private final StringBuilder key = new StringBuilder();
    private boolean inText;
    private boolean escaped;
    private boolean readingKey;
    private boolean keyComes;
    private int inLine;
    private int held = -1;
    private boolean data;

    /**
     * For one answer of that server.
     *
     * @param uris true if its URIs are changed
     * @param tasks true if the ids of its tasks are
     * @param events true for a stream of events, false for JSON
     */
    LinkFilter(String server, boolean uris, boolean tasks, boolean events) {
        this.prefix = Names.uri(server, "").getBytes(StandardCharsets.UTF_8);
        this.server = (server + "/").getBytes(StandardCharsets.UTF_8);
        this.uris = uris;
        this.tasks = tasks;
        this.events = events;
    }

    void pass(ByteBuffer in, ByteArrayOutputStream out) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (!events) {
                json(b, out);
            } else {
                line(b, out);
            }
        }
    }

    /** Of an event only what stands after {@code data:} is JSON; an empty line ends it. */
    private void line(byte b, ByteArrayOutputStream out) {
        if (data && b != '\r' && b != '\n') {
            json(b, out);
            return;
        }
        out.write(b);
        if (b == '\r') {
            return;
        }
        if (b == '\n') {
            if (inLine == 0) {
                forget();
            }
            inLine = 0;
            data = false;
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
        held = -1;
    }

    private void json(byte b, ByteArrayOutputStream out) {
        if (held >= 0) {
            hold(b, out);
            return;
        }
        out.write(b);
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
                    held = 0;
                } else if (isTask()) {
                    out.writeBytes(server);
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

    /** What a URI begins with decides where the server's name goes. */
    private void hold(byte b, ByteArrayOutputStream out) {
        if (b == UI[held]) {
            held++;
            if (held == UI.length) {
                held = -1;
                out.writeBytes(UI);
                out.writeBytes(server);
            }
            return;
        }
        out.writeBytes(prefix);
        out.write(UI, 0, held);
        held = -1;
        out.write(b);
        text(b);
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
        return uris
                && (place == Place.ITEM || place == Place.LINKED)
                && key.toString().equals("uri");
    }

    private boolean isTask() {
        Place place = places.peek();
        return tasks
                && (place == Place.RESULT || place == Place.LINKED || place == Place.TASK)
                && key.toString().equals("taskId");
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
        return object ? object(outer, name) : list(outer, name);
    }

    private static Place object(Place outer, String name) {
        return switch (outer) {
            case MESSAGE -> message(name);
            case RESULT -> result(name, true);
            case ERROR -> name.equals("data") ? Place.LINKED : Place.NONE;
            case ITEMS -> Place.ITEM;
            case ITEM -> name.equals("resource") ? Place.LINKED : Place.NONE;
            case TURNS -> Place.TURN;
            case TURN -> name.equals("content") ? Place.ITEM : Place.NONE;
            case LINKED -> name.equals("_meta") ? Place.META : Place.NONE;
            case META -> name.equals(RELATED) ? Place.TASK : Place.NONE;
            case TASKS -> Place.TASK;
            case TASK, NONE -> Place.NONE;
        };
    }

    private static Place list(Place outer, String name) {
        return switch (outer) {
            case RESULT -> result(name, false);
            case TURN -> name.equals("content") ? Place.ITEMS : Place.NONE;
            default -> Place.NONE;
        };
    }

    private static Place message(String name) {
        return switch (name) {
            case "result" -> Place.RESULT;
            case "error" -> Place.ERROR;
            case "params" -> Place.LINKED;
            default -> Place.NONE;
        };
    }

    private static Place result(String name, boolean object) {
        if (object) {
            return switch (name) {
                case "task" -> Place.TASK;
                case "_meta" -> Place.META;
                // What a task has come to.
                case "result" -> Place.RESULT;
                default -> Place.NONE;
            };
        }
        return switch (name) {
            case "tasks" -> Place.TASKS;
            case "content", "contents" -> Place.ITEMS;
            case "messages" -> Place.TURNS;
            default -> Place.NONE;
        };
    }
}
