package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A fleet file as a tree whose every value knows its line. JSON if the text begins with a brace, else YAML; aliases of
 * YAML are not followed, so a small text cannot become a large tree. Bounds: {@link #LARGEST} characters, depth 32.
 */
final class SourceTree {
    /** Longest file, in characters: about five times a full fleet, and what the YAML reader takes. */
    static final int LARGEST = 3_000_000;

    private static final int DEEPEST = 32;
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxStringLength(256 * 1024)
            .maxNameLength(1_000)
            .maxNumberLength(40)
            .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(BOUNDS).build();
    private static final JsonFactory YAML =
            YAMLFactory.builder().streamReadConstraints(BOUNDS).build();

    private final Map<String, Integer> lines = new HashMap<>();
    private final Mistakes mistakes;
    private final JsonNode root;

    private SourceTree(String text, Mistakes mistakes) {
        this.mistakes = mistakes;
        this.root = read(text);
    }

    /** Reads the text; a file that cannot be read at all is one mistake, at its line and column. */
    static SourceTree of(String text, Mistakes mistakes) {
        return new SourceTree(text, mistakes);
    }

    /** Missing if the text could not be read. */
    JsonNode root() {
        return root;
    }

    /** True if a value stands at the JSON Pointer. */
    boolean holds(String pointer) {
        return lines.containsKey(pointer);
    }

    /** Line of the value at the JSON Pointer, or of its nearest ancestor that stands in the file; 0 if unknown. */
    int line(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            if (at.isEmpty()) {
                return 0;
            }
        }
    }

    private JsonNode read(String text) {
        if (text.length() > LARGEST) {
            mistakes.add("", "the file has " + text.length() + " characters; at most " + LARGEST + " are read");
            return MissingNode.getInstance();
        }
        String begun = text.stripLeading();
        if (begun.isEmpty()) {
            mistakes.add(
                    "1:1",
                    "the file is empty; it begins with a fleet's name: {\"fleet\": \"...\", \"servers\": [...]}");
            return MissingNode.getInstance();
        }
        try (JsonParser parser = (begun.startsWith("{") ? JSON : YAML).createParser(text)) {
            return whole(parser);
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            mistakes.add(at == null ? "" : place(at), words(broken.getOriginalMessage()));
            return MissingNode.getInstance();
        } catch (IOException | RuntimeException broken) {
            mistakes.add("", "the file cannot be read: " + words(String.valueOf(broken.getMessage())));
            return MissingNode.getInstance();
        }
    }

    private JsonNode whole(JsonParser parser) throws IOException {
        try {
            parser.nextToken();
            JsonNode tree = value(parser, "");
            if (parser.nextToken() != null) {
                mistakes.add(
                        place(parser.currentTokenLocation()), "the file goes on after its end; one file is one fleet");
            }
            return tree;
        } catch (StreamConstraintsException tooMuch) {
            // It does not say where.
            mistakes.add(place(parser.currentLocation()), words(tooMuch.getOriginalMessage()));
            return MissingNode.getInstance();
        }
    }

    private JsonNode value(JsonParser parser, String pointer) throws IOException {
        lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonToken token = parser.currentToken();
        if (token == null) {
            return MissingNode.getInstance();
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            mistakes.add(place(parser.currentTokenLocation()), "aliases (*name) are not followed; write the value out");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING ->
                nodes.textNode(whole(parser.getText(), "holds", pointer, parser.currentTokenLocation()));
            case VALUE_NUMBER_INT -> integer(parser, nodes);
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            default -> nodes.nullNode();
        };
    }

    /** The same kind of node a mapper makes, so that equal files are equal trees. */
    private static JsonNode integer(JsonParser parser, JsonNodeFactory nodes) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(JsonParser parser, String pointer) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            JsonLocation at = parser.currentTokenLocation();
            String key = whole(parser.currentName(), "has a key that holds", pointer, at);
            parser.nextToken();
            JsonNode value = value(parser, Mistakes.below(pointer, key));
            if (object.has(key)) {
                mistakes.add(place(at), "the key \"" + key + "\" stands here a second time");
            }
            object.set(key, value);
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String pointer) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, pointer + "/" + array.size()));
        }
        return array;
    }

    /** The text; what neither a process, a header nor the database can be given as it stands is a mistake. */
    private String whole(String text, String holds, String pointer, JsonLocation at) {
        String line = " (line " + at.getLineNr() + ")";
        if (text.indexOf('\0') >= 0) {
            mistakes.add(pointer, holds + " a NUL character" + line);
        }
        // Half of a pair, which an escape can write and no encoding has.
        if (text.codePoints()
                .anyMatch(letter -> letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE)) {
            mistakes.add(pointer, holds + " half of a character" + line);
        }
        return text;
    }

    private static String place(JsonLocation at) {
        return at.getLineNr() + ":" + at.getColumnNr();
    }

    /** What is wrong and what was expected; the reader's copy of the text around it is left out. */
    private static String words(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .limit(2)
                .collect(Collectors.joining(": "));
    }
}
