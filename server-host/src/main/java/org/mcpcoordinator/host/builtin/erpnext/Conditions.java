package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Frappe's filters, decided in memory: numbers as numbers, everything else as text without regard to case. */
final class Conditions {
    private Conditions() {}

    static boolean hold(List<Desk.Filter> filters, ObjectNode document) {
        return filters.stream().allMatch(filter -> holds(filter, document.path(filter.field())));
    }

    private static boolean holds(Desk.Filter filter, JsonNode found) {
        JsonNode value = filter.value();
        return switch (filter.operator()) {
            case "=" -> compare(found, value) == 0;
            case "!=" -> compare(found, value) != 0;
            case "<" -> compare(found, value) < 0;
            case "<=" -> compare(found, value) <= 0;
            case ">" -> compare(found, value) > 0;
            case ">=" -> compare(found, value) >= 0;
            case "like" -> like(found.asText(), value.asText());
            case "not like" -> !like(found.asText(), value.asText());
            case "in" -> among(found, list(filter));
            case "not in" -> !among(found, list(filter));
            case "between" -> {
                JsonNode bounds = list(filter);
                if (bounds.size() != 2) {
                    throw new ToolFailure("filters: between takes two values for " + filter.field());
                }
                yield compare(found, bounds.get(0)) >= 0 && compare(found, bounds.get(1)) <= 0;
            }
            default -> throw new ToolFailure("filters: " + filter.operator() + " is no operator");
        };
    }

    static int compare(JsonNode one, JsonNode other) {
        return one.isNumber() && (other.isNumber() || isNumber(other.asText()))
                ? Double.compare(one.asDouble(), other.asDouble())
                : one.asText("").compareToIgnoreCase(other.asText(""));
    }

    private static JsonNode list(Desk.Filter filter) {
        if (!filter.value().isArray()) {
            throw new ToolFailure("filters: " + filter.operator() + " takes a list for " + filter.field());
        }
        return filter.value();
    }

    private static boolean among(JsonNode found, JsonNode list) {
        for (JsonNode one : list) {
            if (compare(found, one) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d{1,15}(\\.\\d{1,10})?");
    }

    /** SQL's LIKE with % and _, in time linear in the text for each part between two %. */
    static boolean like(String text, String pattern) {
        String folded = text.toLowerCase(Locale.ROOT);
        String[] parts = pattern.toLowerCase(Locale.ROOT).split("%", -1);
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int at = last && parts.length > 1
                    ? lastPlace(folded, parts[i], from)
                    : place(folded, parts[i], from, i == 0);
            if (at < 0) {
                return false;
            }
            from = at + parts[i].length();
        }
        return parts.length > 1 || from == folded.length();
    }

    private static int lastPlace(String text, String part, int from) {
        int at = text.length() - part.length();
        return at >= from && fits(text, part, at) ? at : -1;
    }

    private static int place(String text, String part, int from, boolean onlyThere) {
        for (int at = from; at <= text.length() - part.length(); at++) {
            if (fits(text, part, at)) {
                return at;
            }
            if (onlyThere) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean fits(String text, String part, int at) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) != '_' && part.charAt(i) != text.charAt(at + i)) {
                return false;
            }
        }
        return true;
    }
}
