package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Names;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;

/**
 * Puts our prefix before each URI by which a server names a resource of its own in an answer: in contents, in links, in what
 * was read, and in news of it; and the server's name before the id of each of its tasks. It
 * knows where they stand, and touches nothing else; bytes pass as they come, whole or in
 * pieces, as JSON or as a stream of events.
 */
final class LinkFilter {
    private static final Logger LOG = Logger.getLogger(LinkFilter.class);
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UI = Names.UI.getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_KEY = Meta.RELATED_TASK.length();

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

    /** What is told of a task, beside its id. */
    private static final Set<String> TEXTS = Set.of("taskId", "status", "statusMessage", "createdAt", "lastUpdatedAt");

    private static final Set<String> NUMBERS = Set.of("ttl", "ttlMs", "pollInterval", "pollIntervalMs");

    /** Bytes of a text that is told of a task; nothing is known of a longer one. */
    private static final int LONGEST_TEXT = 1024;

    private static final ObjectNode NOTHING = Json.object();

    private final byte[] prefix;
    private final byte[] server;
    private final boolean uris;
    private final boolean tasks;
    private final boolean events;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Deque<Boolean> objects = new ArrayDeque<>();
    private final StringBuilder key = new StringBuilder();
    private final Deque<ObjectNode> heard = new ArrayDeque<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private final @Nullable TaskEar ear;
    private boolean reading;
    private boolean number;
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
     * @param ear hears what is said of tasks, by the server's own ids; null for nobody
     */
    LinkFilter(String server, boolean uris, boolean tasks, boolean events, @Nullable TaskEar ear) {
        this.ear = ear;
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
        heard.clear();
        reading = false;
        number = false;
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
                } else {
                    begin(out);
                }
            }
            case '{', '[' -> {
                places.push(inner(b == '{'));
                heard.push(b == '{' && ear != null && tells(places.peek()) ? Json.object() : NOTHING);
                keyComes = b == '{';
                number = false;
                key.setLength(0);
            }
            case '}', ']' -> {
                numbered();
                told(places.peek(), heard.poll());
                places.poll();
                objects.poll();
                keyComes = false;
            }
            case ':' -> {
                keyComes = false;
                number = isTold(NUMBERS);
                value.reset();
            }
            case ',' -> {
                numbered();
                keyComes = isObject();
            }
            default -> {
                if (number && value.size() < LONGEST_TEXT) {
                    value.write(b);
                }
            }
        }
    }

    /** A text that is a value. */
    private void begin(ByteArrayOutputStream out) {
        reading = isTold(TEXTS);
        value.reset();
        if (isLink()) {
            held = 0;
        } else if (isTask()) {
            out.writeBytes(server);
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
        if (reading && (escaped || b != '"') && value.size() <= LONGEST_TEXT) {
            value.write(b);
        }
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inText = false;
            if (reading) {
                reading = false;
                note("\"" + value.toString(StandardCharsets.UTF_8) + "\"");
            }
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

    private static boolean tells(@Nullable Place place) {
        return place == Place.RESULT || place == Place.TASK || place == Place.LINKED;
    }

    private boolean isTold(Set<String> names) {
        ObjectNode about = heard.peek();
        return about != null && isNoted(about) && names.contains(key.toString());
    }

    /** What stands for nothing is one and the same. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isNoted(ObjectNode about) {
        return about != NOTHING;
    }

    private void numbered() {
        if (number) {
            number = false;
            note(value.toString(StandardCharsets.UTF_8));
        }
    }

    private void note(String json) {
        ObjectNode about = heard.peek();
        if (about == null) {
            return;
        }
        about.remove(key.toString());
        if (value.size() > 0 && value.size() <= LONGEST_TEXT) {
            try {
                about.set(key.toString(), Json.read(json));
            } catch (IOException unreadable) {
                LOG.debugf("What is told of a task cannot be read: %s", unreadable.getMessage());
            }
        }
    }

    private void told(@Nullable Place place, @Nullable ObjectNode about) {
        if (ear != null && about != null && about.has("taskId") && about.has("status")) {
            ear.heard(place != Place.LINKED, about);
        }
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
            case LINKED -> linked(name);
            case META -> name.equals(Meta.RELATED_TASK) ? Place.TASK : Place.NONE;
            case TASKS -> Place.TASK;
            case TASK, NONE -> Place.NONE;
        };
    }

    private static Place linked(String name) {
        return switch (name) {
            case "_meta" -> Place.META;
            // What a task that is told of has come to.
            case "result" -> Place.RESULT;
            default -> Place.NONE;
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
