package org.mcpcoordinator.cli.connect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * JSON as people keep it, with comments and commas before a closing bracket: one member is put in or replaced, and
 * every other character stays as it is.
 */
public final class JsonText {
    private static final ObjectMapper READER = new ObjectMapper(JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            .build());
    private static final String STEP = "  ";

    private final String text;

    private JsonText(String text) {
        this.text = text;
    }

    /** The text, or that of an empty object for one that is blank; refused if it is no JSON object. */
    public static JsonText of(String text, String where) {
        String whole = text.isBlank() ? "{\n}\n" : text;
        try {
            if (READER.readTree(whole).isObject()) {
                return new JsonText(whole);
            }
        } catch (JsonProcessingException broken) {
            String line = broken.getLocation() == null
                    ? ""
                    : ", at line " + broken.getLocation().getLineNr();
            throw Refusal.refused(
                    where + " is no JSON that could be added to" + line + ": " + broken.getOriginalMessage());
        }
        throw Refusal.refused(where + " holds no JSON object");
    }

    /** What it says. */
    public JsonNode tree() {
        try {
            return READER.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return text;
    }

    /** The text with the member at the path set; objects on the way are made. */
    public JsonText with(List<String> path, JsonNode value) {
        return new JsonText(set(skip(0), path, value));
    }

    /** The text with the value at the end of the list of that name, which is made if it is not there. */
    public JsonText withItem(String list, JsonNode item) {
        Optional<Member> member = member(skip(0), list);
        if (member.isEmpty()) {
            return with(List.of(list), JsonNodeFactory.instance.arrayNode().add(item));
        }
        int from = member.get().from();
        if (text.charAt(from) != '[') {
            throw Refusal.refused("\"" + list + "\" is no list");
        }
        int at = from + 1;
        int end = at;
        boolean comma = true;
        for (at = skip(at); text.charAt(at) != ']'; at = skip(at)) {
            if (text.charAt(at) == ',') {
                comma = true;
                at++;
            } else {
                comma = false;
                at = valueEnd(at);
            }
            end = at;
        }
        String indent = indentOf(from) + STEP;
        return new JsonText(grown(from, end, comma, indent, pretty(item, indent)));
    }

    private String set(int object, List<String> path, JsonNode value) {
        if (text.charAt(object) != '{') {
            throw Refusal.refused("what stands at line " + line(object) + " is no object");
        }
        String name = path.get(0);
        List<String> rest = path.subList(1, path.size());
        Optional<Member> there = member(object, name);
        if (there.isPresent() && !rest.isEmpty()) {
            return set(there.get().from(), rest, value);
        }
        if (there.isPresent()) {
            Member old = there.get();
            return text.substring(0, old.from()) + pretty(value, indentOf(old.name())) + text.substring(old.to());
        }
        JsonNode whole = value;
        for (int i = rest.size() - 1; i >= 0; i--) {
            whole = JsonNodeFactory.instance.objectNode().set(rest.get(i), whole);
        }
        return inserted(object, name, whole);
    }

    private String inserted(int object, String name, JsonNode value) {
        int end = object + 1;
        boolean comma = true;
        String indent = indentOf(object) + STEP;
        for (int at = skip(end); text.charAt(at) != '}'; at = skip(at)) {
            if (text.charAt(at) == ',') {
                comma = true;
                at++;
            } else {
                indent = lineOf(at).isBlank() ? lineOf(at) : indent;
                comma = false;
                at = valueEnd(skip(skip(valueEnd(at)) + 1));
            }
            end = at;
        }
        String member = JsonNodeFactory.instance.textNode(name) + ": " + pretty(value, indent);
        return grown(object, end, comma, indent, member);
    }

    /** One more in the object or list, after its last one and the comment beside that. */
    private String grown(int opening, int end, boolean comma, String indent, String more) {
        int at = end;
        while (text.charAt(at) == ' ' || text.charAt(at) == '\t') {
            at++;
        }
        if (text.startsWith("//", at)) {
            at = text.indexOf('\n', at);
        } else {
            at = end;
        }
        int closing = skip(at);
        boolean closesHere = "}]".indexOf(text.charAt(closing)) >= 0
                && text.substring(at, closing).indexOf('\n') < 0;
        return text.substring(0, end)
                + (comma ? "" : ",")
                + text.substring(end, at)
                + "\n"
                + indent
                + more
                + (closesHere ? "\n" + indentOf(opening) : "")
                + text.substring(at);
    }

    /** A member of an object: where its name begins, where its value begins and ends. */
    private record Member(int name, int from, int to) {}

    private Optional<Member> member(int object, String wanted) {
        Member found = null;
        for (int at = skip(object + 1); text.charAt(at) != '}'; at = skip(at)) {
            if (text.charAt(at) == ',') {
                at++;
                continue;
            }
            int nameEnd = valueEnd(at);
            int from = skip(skip(nameEnd) + 1);
            int to = valueEnd(from);
            if (unquoted(text.substring(at, nameEnd)).equals(wanted)) {
                if (found != null) {
                    throw Refusal.refused("\"" + wanted + "\" stands twice, at lines " + line(found.name()) + " and "
                            + line(at) + "; take one out first");
                }
                found = new Member(at, from, to);
            }
            at = to;
        }
        return Optional.ofNullable(found);
    }

    private static String unquoted(String name) {
        try {
            return READER.readTree(name).asText();
        } catch (JsonProcessingException impossible) {
            return name;
        }
    }

    /** The end of the value that begins here; the text as a whole is known to be JSON. */
    private int valueEnd(int from) {
        char first = text.charAt(from);
        if (first == '"') {
            int at = from + 1;
            while (text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            return at + 1;
        }
        if (first == '{' || first == '[') {
            int at = skip(from + 1);
            while (text.charAt(at) != '}' && text.charAt(at) != ']') {
                at = skip(text.charAt(at) == ',' || text.charAt(at) == ':' ? at + 1 : valueEnd(at));
            }
            return at + 1;
        }
        int at = from;
        while (at < text.length() && ",:]}/ \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The next character that is neither white space nor comment. */
    private int skip(int from) {
        int at = from;
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                at = text.indexOf("*/", at + 2) + 2;
            } else if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF') {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }

    /** What stands in the line before this place. */
    private String lineOf(int at) {
        return text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
    }

    private String indentOf(int at) {
        String before = lineOf(at);
        return before.substring(0, before.length() - before.stripLeading().length());
    }

    private long line(int at) {
        return text.substring(0, at).lines().count();
    }

    private static String pretty(JsonNode value, String indent) {
        return value.toPrettyString().replace("\r", "").replace("\n", "\n" + indent);
    }
}
