package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.builtin.http.JsonService;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Documents behind the REST interface of Frappe: {@code /api/resource} and {@code /api/method}. */
final class FrappeDesk implements Desk {
    private final JsonService service;
    private final List<String> reports;

    FrappeDesk(JsonService service, List<String> reports) {
        this.service = service;
        this.reports = List.copyOf(reports);
    }

    @Override
    public JsonNode list(String doctype, Query query) throws InterruptedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        ArrayNode fields = Json.object().putArray("fields");
        query.fields().forEach(fields::add);
        parameters.put("fields", fields.toString());
        parameters.put("filters", filters(query.filters()).toString());
        parameters.put("order_by", query.orderBy() + (query.descending() ? " desc" : " asc"));
        parameters.put("limit_start", Integer.toString(query.start()));
        parameters.put("limit_page_length", Integer.toString(query.limit()));
        return data(send("GET", List.of("api", "resource", doctype), parameters, null), "data");
    }

    @Override
    public long count(String doctype, List<Filter> filters) throws InterruptedException {
        Map<String, String> parameters =
                Map.of("doctype", doctype, "filters", filters(filters).toString());
        return data(send("GET", method("frappe.client.get_count"), parameters, null), "message")
                .asLong();
    }

    @Override
    public ObjectNode get(String doctype, String name) throws InterruptedException {
        return object(send("GET", List.of("api", "resource", doctype, name), Map.of(), null), "data");
    }

    @Override
    public ObjectNode create(String doctype, ObjectNode values) throws InterruptedException {
        return object(send("POST", List.of("api", "resource", doctype), Map.of(), values), "data");
    }

    @Override
    public ObjectNode update(String doctype, String name, ObjectNode values) throws InterruptedException {
        return object(send("PUT", List.of("api", "resource", doctype, name), Map.of(), values), "data");
    }

    @Override
    public ObjectNode report(String name, ObjectNode filters) throws InterruptedException {
        Map<String, String> parameters = Map.of("report_name", name, "filters", filters.toString());
        return object(send("GET", method("frappe.desk.query_report.run"), parameters, null), "message");
    }

    @Override
    public List<String> reports() {
        return reports;
    }

    private static List<String> method(String name) {
        return List.of("api", "method", name);
    }

    private static ArrayNode filters(List<Filter> filters) {
        ArrayNode list = Json.object().putArray("filters");
        filters.forEach(filter ->
                list.addArray().add(filter.field()).add(filter.operator()).add(filter.value()));
        return list;
    }

    private static JsonNode data(JsonNode body, String member) {
        if (!body.has(member)) {
            throw new ToolFailure("The answer holds no " + member + "; is base the address of a Frappe site?");
        }
        return body.get(member);
    }

    private static ObjectNode object(JsonNode body, String member) {
        if (data(body, member) instanceof ObjectNode object) {
            return object;
        }
        throw new ToolFailure("The answer's " + member + " is no object; is base the address of a Frappe site?");
    }

    private JsonNode send(String method, List<String> path, Map<String, String> query, @Nullable JsonNode body)
            throws InterruptedException {
        JsonService.Answer answer = service.send(method, path, query, body);
        if (answer.good() && answer.json().isObject()) {
            return answer.json();
        }
        if (answer.good()) {
            throw new ToolFailure("The site answered no JSON; is base the address of a Frappe site?");
        }
        String said = service.said(words(answer.json()));
        String why = said.isEmpty() ? "" : ": " + said;
        throw new ToolFailure(
                switch (answer.status()) {
                    case 401 ->
                        "The site refused our key (401); whoever runs this server must set apiKey and apiSecret.";
                    case 403 -> "The key's user may not do this (403)" + why;
                    case 404 -> "The site knows no such document, kind or report (404)" + why;
                    case 409 -> "There is such a document already, or somebody changed it meanwhile (409)" + why;
                    case 417 -> "The site does not accept this (417)" + why;
                    case 429 ->
                        "The site has had too many requests (429); try again "
                                + answer.retryAfter()
                                        .map(seconds -> "after " + service.said(seconds) + " s")
                                        .orElse("later");
                    default ->
                        (answer.status() >= 500
                                        ? "The site failed (" + answer.status() + "); try again later"
                                        : "The site answered " + answer.status())
                                + why;
                });
    }

    /** What the site shows its own users, else the exception's line; never the traceback. */
    private static String words(JsonNode body) {
        List<String> messages = new ArrayList<>();
        for (JsonNode message : parsed(body.path("_server_messages").asText(""))) {
            String text = parsed(message.asText("")).path("message").asText("");
            messages.add(text.replaceAll("<[^>]{0,200}>", ""));
        }
        String all = String.join("; ", messages).strip();
        String exception = body.path("exception").asText(body.path("exc_type").asText(""));
        return all.isEmpty() ? exception.lines().findFirst().orElse("") : all;
    }

    private static JsonNode parsed(String text) {
        try {
            return text.isEmpty() ? Json.object() : Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException noJson) {
            return Json.object();
        }
    }
}
