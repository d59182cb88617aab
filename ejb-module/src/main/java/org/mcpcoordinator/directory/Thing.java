package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/**
 * One tool, prompt, resource or template, as its server lists it. What a client could not read is not taken over: one bad
 * entry would cost it the whole list.
 *
 * @param name its name or URI at its server
 * @param rest its other fields as JSON, without the braces; empty if there are none
 * @param mark differs where {@code rest} does
 * @param pages places in {@code rest} behind {@code ui://} where it names a page of its server's that shows what it does
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared or changed
record Thing(String name, byte[] rest, int mark, int[] pages) {
    private static final int LONGEST_NAME = 2048;
    private static final int[] NONE = {};

    private static final Map<String, JsonNodeType> OPTIONAL = Map.of(
            "title", JsonNodeType.STRING,
            "description", JsonNodeType.STRING,
            "mimeType", JsonNodeType.STRING,
            "annotations", JsonNodeType.OBJECT,
            "_meta", JsonNodeType.OBJECT,
            "arguments", JsonNodeType.ARRAY,
            "icons", JsonNodeType.ARRAY,
            "size", JsonNodeType.NUMBER,
            "execution", JsonNodeType.OBJECT);

    /** All that are fit to be listed; of two with one name the first. */
    static List<Thing> all(Kind kind, @Nullable ArrayNode list) {
        return all(kind, list, null);
    }

    /** @param unfit gets the names of tools that no client of revision 2026-07-28 may know; null if that does not matter */
    static List<Thing> all(Kind kind, @Nullable ArrayNode list, @Nullable List<String> unfit) {
        List<Thing> things = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (list != null) {
            for (JsonNode each : list) {
                if (each instanceof ObjectNode object && isFit(kind, object)) {
                    String name = object.path(kind.key()).textValue();
                    if (unfit != null && kind == Kind.TOOLS && !Mirroring.isRight(object.path("inputSchema"))) {
                        unfit.add(name);
                    } else if (names.add(name)) {
                        things.add(of(kind, name, object));
                    }
                }
            }
        }
        return List.copyOf(things);
    }

    /** As its annotations say, which are its server's own word; looked at in the rare moment when somebody asks. */
    boolean isIdempotent() {
        byte[] json = new byte[rest.length + 2];
        json[0] = '{';
        System.arraycopy(rest, 0, json, 1, rest.length);
        json[json.length - 1] = '}';
        try {
            JsonNode hints = Json.read(json).path("annotations");
            return hints.path("idempotentHint").asBoolean(false)
                    || hints.path("readOnlyHint").asBoolean(false);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Writes its other fields as its server's among many. */
    void write(ByteArrayOutputStream out, Member member) {
        int from = 0;
        for (int at : pages) {
            out.write(rest, from, at - from);
            if (!member.plain()) {
                out.writeBytes((member.server() + "/").getBytes(StandardCharsets.US_ASCII));
            }
            from = at;
        }
        out.write(rest, from, rest.length - from);
    }

    int length() {
        return rest.length;
    }

    private static boolean isFit(Kind kind, ObjectNode object) {
        String name = object.path(kind.key()).textValue();
        if (name == null || name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        return switch (kind) {
            case TOOLS ->
                isSchema(object.path("inputSchema"))
                        && (!object.has("outputSchema")
                                || object.path("outputSchema").isObject());
            case PROMPTS -> true;
            case RESOURCES, TEMPLATES -> object.path("name").isTextual();
        };
    }

    private static boolean isSchema(JsonNode schema) {
        return schema.isObject() && "object".equals(schema.path("type").textValue());
    }

    private static Thing of(Kind kind, String name, ObjectNode object) {
        ObjectNode rest = object.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNodeType wanted = OPTIONAL.get(field.getKey());
            boolean fits = wanted == null || field.getValue().getNodeType() == wanted;
            if (fits && !field.getKey().equals(kind.key())) {
                rest.set(field.getKey(), field.getValue());
            }
        }
        String text = rest.toString();
        byte[] bytes = text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        return new Thing(name, bytes, Arrays.hashCode(bytes), kind == Kind.TOOLS ? Pages.of(rest, bytes) : NONE);
    }
}
