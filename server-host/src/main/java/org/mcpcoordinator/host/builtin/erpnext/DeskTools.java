package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** The tools of one site: only the kinds and reports that are on the list. */
final class DeskTools {
    private final Desk desk;
    private final List<String> doctypes;
    private final List<String> reports;
    private final int maxRows;

    DeskTools(Desk desk, List<String> doctypes, List<String> reports, int maxRows) {
        this.desk = desk;
        this.doctypes = List.copyOf(doctypes);
        this.reports = List.copyOf(reports);
        this.maxRows = maxRows;
    }

    ToolResult listDoctypes(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode kinds = result.putArray("doctypes");
        doctypes.forEach(kinds::add);
        ArrayNode names = result.putArray("reports");
        reports.forEach(names::add);
        return ToolResult.json(result);
    }

    ToolResult list(Arguments arguments) throws InterruptedException {
        return rows(arguments, filters(arguments), fields(arguments), document -> true);
    }

    /**
     * Frappe takes {@code %} and {@code _} in the text as wildcards, and lets nobody escape them: a backslash becomes part
     * of the text (db_query.py, prepare_filter_condition). So it may find too much, and we pass over what does not fit.
     */
    ToolResult search(Arguments arguments) throws InterruptedException {
        String text = arguments.text("text");
        String field = arguments.text("field", "name");
        List<Desk.Filter> filters = List.of(new Desk.Filter(field, "like", TextNode.valueOf("%" + text + "%")));
        if (text.indexOf('%') < 0 && text.indexOf('_') < 0) {
            return rows(arguments, filters, fields(arguments), document -> true);
        }
        String folded = text.toLowerCase(Locale.ROOT);
        Set<String> fields = fields(arguments);
        fields.add(field);
        return rows(
                arguments,
                filters,
                fields,
                document ->
                        document.path(field).asText().toLowerCase(Locale.ROOT).contains(folded));
    }

    private static Set<String> fields(Arguments arguments) {
        Set<String> fields = new LinkedHashSet<>(List.of("name"));
        fields.addAll(arguments.texts("fields"));
        return fields;
    }

    private ToolResult rows(
            Arguments arguments, List<Desk.Filter> filters, Set<String> fields, Predicate<JsonNode> fits)
            throws InterruptedException {
        String doctype = doctype(arguments);
        int limit = Math.min(arguments.number("limit", 20), maxRows);
        JsonNode found = desk.list(
                doctype,
                new Desk.Query(
                        filters,
                        List.copyOf(fields),
                        arguments.text("orderBy", "modified"),
                        arguments.flag("descending", true),
                        arguments.number("start", 0),
                        limit + 1));
        ObjectNode result = Json.object().put("doctype", doctype);
        ArrayNode documents = result.putArray("documents");
        int looked = 0;
        for (JsonNode document : found) {
            if (looked++ < limit && fits.test(document)) {
                documents.add(document);
            }
        }
        return ToolResult.json(result.put("more", found.size() > limit));
    }

    ToolResult count(Arguments arguments) throws InterruptedException {
        String doctype = doctype(arguments);
        return ToolResult.json(
                Json.object().put("doctype", doctype).put("count", desk.count(doctype, filters(arguments))));
    }

    ToolResult get(Arguments arguments) throws InterruptedException {
        return ToolResult.json(desk.get(doctype(arguments), arguments.text("name")));
    }

    ToolResult create(Arguments arguments) throws InterruptedException {
        return ToolResult.json(desk.create(doctype(arguments), values(arguments)));
    }

    ToolResult update(Arguments arguments) throws InterruptedException {
        return ToolResult.json(desk.update(doctype(arguments), arguments.text("name"), values(arguments)));
    }

    ToolResult report(Arguments arguments) throws InterruptedException {
        String name = arguments.text("report");
        if (!reports.contains(name)) {
            throw new ToolFailure("report: " + name + " is not served here; reports are " + String.join(", ", reports));
        }
        ObjectNode filters = arguments.json().path("filters") instanceof ObjectNode given ? given : Json.object();
        ObjectNode report = desk.report(name, filters);
        ObjectNode result = Json.object().put("report", name);
        result.set("columns", report.path("columns"));
        ArrayNode rows = result.putArray("rows");
        for (JsonNode row : report.path("result")) {
            if (rows.size() < maxRows) {
                rows.add(row);
            }
        }
        return ToolResult.json(result.put("cut", report.path("result").size() > maxRows));
    }

    private String doctype(Arguments arguments) {
        String doctype = arguments.text("doctype");
        if (!doctypes.contains(doctype)) {
            throw new ToolFailure(
                    "doctype: " + doctype + " is not served here; kinds are " + String.join(", ", doctypes));
        }
        return doctype;
    }

    private static List<Desk.Filter> filters(Arguments arguments) {
        List<Desk.Filter> filters = new ArrayList<>();
        for (JsonNode filter : arguments.json().path("filters")) {
            filters.add(new Desk.Filter(
                    filter.path("field").asText(), filter.path("operator").asText("="), filter.path("value")));
        }
        return filters;
    }

    /** Whoever decides on kinds must decide on these too: a name or kind in the values would be another document. */
    private static ObjectNode values(Arguments arguments) {
        if (!(arguments.json().path("values") instanceof ObjectNode values) || values.isEmpty()) {
            throw new ToolFailure("values: name at least one field");
        }
        for (String reserved : List.of("doctype", "name", "owner", "docstatus")) {
            if (values.has(reserved)) {
                throw new ToolFailure("values: " + reserved + " cannot be set here");
            }
        }
        return values;
    }
}
