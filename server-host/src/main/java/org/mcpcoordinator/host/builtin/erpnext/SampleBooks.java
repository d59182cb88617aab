package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.host.builtin.sample.Dice;
import org.mcpcoordinator.mcp.Json;

/**
 * The documents of an invented company.
 *
 * @param theme one of the sheet
 * @param seed equal seeds give equal documents
 * @param documents of the theme's main kind, 5 to 200
 */
record SampleBooks(String theme, int seed, int documents) {
    SampleBooks {
        Objects.requireNonNull(theme);
    }

    String about() {
        return sheet().path("about").asText();
    }

    List<String> doctypes() {
        return names(sheet().path("doctypes"));
    }

    List<String> reports() {
        return names(sheet().path("reports"));
    }

    /** How a report is made: {@code doctype}, {@code group}, {@code sum}. */
    JsonNode reportSheet(String name) {
        return sheet().path("reports").path(name);
    }

    /** How new documents of a kind are called, up to the number. */
    String series(String doctype) {
        return sheet().path("doctypes").path(doctype).path("series").asText();
    }

    /** The fields a document of a kind has. */
    List<String> fields(String doctype) {
        return names(sheet().path("doctypes").path(doctype).path("fields"));
    }

    /** All documents by kind and name; kinds come before those that point to them. */
    Map<String, Map<String, ObjectNode>> write() {
        Map<String, Map<String, ObjectNode>> books = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> kind : sheet().path("doctypes").properties()) {
            Dice dice = new Dice(seed, "erpnext." + theme + "." + kind.getKey());
            int count =
                    Math.max(3, (int) (documents * kind.getValue().path("share").asDouble()));
            Map<String, ObjectNode> written = new LinkedHashMap<>();
            for (int number = 1; number <= count; number++) {
                ObjectNode document = document(kind.getKey(), number, dice);
                kind.getValue()
                        .path("fields")
                        .properties()
                        .forEach(field ->
                                put(document, field.getKey(), field.getValue().asText(), dice, books));
                written.put(document.path("name").asText(), document);
            }
            books.put(kind.getKey(), written);
        }
        return books;
    }

    private ObjectNode document(String doctype, int number, Dice dice) {
        String moment = dice.moment().toString().replace('T', ' ');
        return Json.object()
                .put("name", series(doctype) + String.format(Locale.ROOT, "%05d", number))
                .put("doctype", doctype)
                .put("owner", dice.value("email", ""))
                .put("creation", moment)
                .put("modified", moment)
                .put("docstatus", 0);
    }

    private static void put(
            ObjectNode document, String field, String kind, Dice dice, Map<String, Map<String, ObjectNode>> books) {
        int colon = kind.indexOf(':');
        String word = colon < 0 ? kind : kind.substring(0, colon);
        String rest = colon < 0 ? "" : kind.substring(colon + 1);
        switch (word) {
            case "link" ->
                document.put(
                        field,
                        dice.pick(List.copyOf(
                                Objects.requireNonNull(books.get(rest), rest).keySet())));
            case "int" -> document.put(field, Integer.parseInt(dice.value(word, rest)));
            case "money", "real" -> document.put(field, Double.parseDouble(dice.value(word, rest)));
            case "check" -> document.put(field, dice.number(0, 1));
            case "text" -> document.put(field, dice.fill(rest));
            default -> document.put(field, dice.value(word, rest));
        }
    }

    private JsonNode sheet() {
        return Themes.SHEET.required(theme);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Read once, by the first sample. */
    private static final class Themes {
        private static final JsonNode SHEET = read();

        private Themes() {}

        private static JsonNode read() {
            try (InputStream resource = SampleBooks.class.getResourceAsStream("themes.json")) {
                return Json.read(Objects.requireNonNull(resource).readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
