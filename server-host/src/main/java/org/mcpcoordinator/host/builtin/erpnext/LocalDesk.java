package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** A small store of documents in memory, filled by the first call; what was changed is lost with the process. */
final class LocalDesk implements Desk {
    /** Of one kind, so that nobody fills the memory. */
    private static final int MOST = 1_000;

    /** Of all that was written here, in characters; what the sample begins with is not counted. */
    private static final int MOST_LETTERS = 1 << 20;

    private final SampleBooks sample;
    private final Clock clock;
    private @Nullable Map<String, Map<String, ObjectNode>> books;
    private int letters;

    LocalDesk(SampleBooks sample, Clock clock) {
        this.sample = sample;
        this.clock = clock;
    }

    @Override
    public synchronized JsonNode list(String doctype, Query query) {
        query.filters().forEach(filter -> field(doctype, filter.field(), "filters"));
        query.fields().forEach(field -> field(doctype, field, "fields"));
        field(doctype, query.orderBy(), "orderBy");
        Comparator<ObjectNode> order =
                (one, other) -> Conditions.compare(one.path(query.orderBy()), other.path(query.orderBy()));
        ArrayNode list = Json.object().putArray("list");
        documents(doctype).values().stream()
                .filter(document -> Conditions.hold(query.filters(), document))
                .sorted(query.descending() ? order.reversed() : order)
                .skip(query.start())
                .limit(query.limit())
                .forEach(document -> {
                    ObjectNode row = list.addObject();
                    query.fields().forEach(field -> row.set(field, document.path(field)));
                });
        return list;
    }

    @Override
    public synchronized long count(String doctype, List<Filter> filters) {
        filters.forEach(filter -> field(doctype, filter.field(), "filters"));
        return documents(doctype).values().stream()
                .filter(document -> Conditions.hold(filters, document))
                .count();
    }

    @Override
    public synchronized ObjectNode get(String doctype, String name) {
        return existing(doctype, name).deepCopy();
    }

    @Override
    public synchronized ObjectNode create(String doctype, ObjectNode values) {
        Map<String, ObjectNode> documents = documents(doctype);
        if (documents.size() >= MOST) {
            throw new ToolFailure("The sample holds " + MOST + " documents of " + doctype + "; it takes no more.");
        }
        int number = documents.size() + 1;
        String name;
        do {
            name = sample.series(doctype) + String.format(Locale.ROOT, "%05d", number++);
        } while (documents.containsKey(name));
        ObjectNode document = Json.object()
                .put("name", name)
                .put("doctype", doctype)
                .put("owner", "tools@example.org")
                .put("creation", now())
                .put("docstatus", 0);
        change(doctype, document, values);
        documents.put(name, document);
        return document.deepCopy();
    }

    @Override
    public synchronized ObjectNode update(String doctype, String name, ObjectNode values) {
        ObjectNode document = existing(doctype, name);
        change(doctype, document, values);
        return document.deepCopy();
    }

    @Override
    public synchronized ObjectNode report(String name, ObjectNode filters) {
        JsonNode sheet = sample.reportSheet(name);
        String group = sheet.path("group").asText();
        String sum = sheet.path("sum").asText();
        Map<String, double[]> totals = new TreeMap<>();
        for (ObjectNode document : documents(sheet.path("doctype").asText()).values()) {
            boolean wanted = filters.properties().stream()
                    .allMatch(filter -> Conditions.compare(document.path(filter.getKey()), filter.getValue()) == 0);
            if (wanted) {
                double[] total = totals.computeIfAbsent(document.path(group).asText(), unused -> new double[2]);
                total[0]++;
                total[1] += document.path(sum).asDouble();
            }
        }
        ObjectNode report = Json.object();
        report.putArray("columns").add(group).add("documents").add(sum);
        ArrayNode rows = report.putArray("result");
        totals.forEach(
                (key, total) -> rows.addArray().add(key).add((long) total[0]).add(Math.round(total[1] * 100) / 100.0));
        return report;
    }

    @Override
    public List<String> reports() {
        return sample.reports();
    }

    private void change(String doctype, ObjectNode document, ObjectNode values) {
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (!sample.fields(doctype).contains(value.getKey())) {
                throw new ToolFailure("values: " + doctype + " has no field " + value.getKey()
                        + " to be set; fields are " + String.join(", ", sample.fields(doctype)));
            }
            if (value.getValue().isContainerNode()) {
                throw new ToolFailure("values: " + value.getKey() + " takes a single value");
            }
        }
        ObjectNode changed = document.deepCopy();
        changed.setAll(values);
        int after = letters + Json.text(changed).length() - Json.text(document).length();
        if (after > MOST_LETTERS) {
            throw new ToolFailure("The sample holds " + MOST_LETTERS + " characters of changes; it takes no more.");
        }
        letters = after;
        document.setAll(values);
        document.put("modified", now());
    }

    private void field(String doctype, String field, String argument) {
        boolean known = sample.fields(doctype).contains(field)
                || List.of("name", "owner", "creation", "modified", "docstatus").contains(field);
        if (!known) {
            throw new ToolFailure(argument + ": " + doctype + " has no field " + field + "; fields are name, "
                    + String.join(", ", sample.fields(doctype)));
        }
    }

    private ObjectNode existing(String doctype, String name) {
        ObjectNode document = documents(doctype).get(name);
        if (document == null) {
            throw new ToolFailure("name: there is no " + doctype + " " + name + "; look with list_documents");
        }
        return document;
    }

    private Map<String, ObjectNode> documents(String doctype) {
        if (books == null) {
            books = sample.write();
        }
        return Objects.requireNonNull(books.get(doctype), doctype);
    }

    private String now() {
        return LocalDateTime.now(clock)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ');
    }
}
