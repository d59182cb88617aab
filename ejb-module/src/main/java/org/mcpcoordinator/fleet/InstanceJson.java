package org.mcpcoordinator.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Rows and keys as one JSON array each: the shape in which bulk statements take any number of them. */
final class InstanceJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private InstanceJson() {}

    static String keys(Collection<InstanceKey> keys) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        keys.forEach(key -> array.addObject().put("server", key.server()).put("replica", key.replica()));
        return array.toString();
    }

    /** The row that PostgreSQL wrote as JSON. */
    static InstanceRow row(String document) {
        JsonNode json;
        try {
            json = JSON.readTree(document);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("PostgreSQL writes JSON", broken);
        }
        InstanceRow row = InstanceRow.of(new InstanceKey(
                json.path("server").asText(), json.path("replica").asInt()));
        row.fleet = json.path("fleet").asText();
        row.category = json.path("category").asText();
        row.host = json.path("host").asText();
        row.port = json.path("port").asInt();
        row.endpoint = json.path("endpoint").asText();
        row.generation = json.path("generation").asLong();
        row.definitionHash = json.path("definition_hash").asText();
        row.revision = json.path("revision").asLong();
        row.desired = Desired.valueOf(json.path("desired").asText());
        row.state = InstanceState.valueOf(json.path("state").asText());
        row.reason = Reason.valueOf(json.path("reason").asText());
        row.detail = json.path("detail").asText();
        row.since = OffsetDateTime.parse(json.path("since").asText()).toInstant();
        row.pid = json.path("pid").asLong();
        row.attempt = json.path("attempt").asInt();
        row.restarts = json.path("restarts").asInt();
        row.draining = json.path("draining").asBoolean();
        row.epoch = json.path("epoch").asLong();
        row.remote = json.path("remote").asBoolean();
        row.deadlineMillis = json.path("deadline_millis").asInt();
        row.held = json.path("held").asBoolean();
        row.side = json.path("side").asInt();
        row.way = json.path("way").asText();
        row.idleSeconds = json.path("idle_seconds").asInt();
        row.retries.restarts = json.path("retry_restarts").asInt();
        row.retries.replaces = json.path("retry_replaces").asInt();
        row.retries.since = moment(json.path("retry_since"));
        row.retries.due = moment(json.path("retry_at"));
        return row;
    }

    private static @Nullable Instant moment(JsonNode json) {
        return json.isTextual() ? OffsetDateTime.parse(json.asText()).toInstant() : null;
    }

    static String rows(Collection<InstanceRow> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (InstanceRow row : rows) {
            array.addObject()
                    .put("server", row.server)
                    .put("replica", row.replica)
                    .put("fleet", row.fleet)
                    .put("category", row.category)
                    .put("host", row.host)
                    .put("port", row.port)
                    .put("endpoint", row.endpoint)
                    .put("generation", row.generation)
                    .put("definition_hash", row.definitionHash)
                    .put("revision", row.revision)
                    .put("desired", row.desired.name())
                    .put("state", row.state.name())
                    .put("reason", row.reason.name())
                    .put("detail", row.detail)
                    .put("since", row.since.toString())
                    .put("pid", row.pid)
                    .put("attempt", row.attempt)
                    .put("restarts", row.restarts)
                    .put("draining", row.draining)
                    .put("epoch", row.epoch)
                    .put("remote", row.remote)
                    .put("deadline_millis", row.deadlineMillis)
                    .put("held", row.held)
                    .put("side", row.side)
                    .put("way", row.way)
                    .put("idle_seconds", row.idleSeconds)
                    .put("retry_restarts", row.retries.restarts)
                    .put("retry_replaces", row.retries.replaces)
                    .put("retry_since", row.retries.since == null ? null : row.retries.since.toString())
                    .put("retry_at", row.retries.due == null ? null : row.retries.due.toString());
        }
        return array.toString();
    }
}
