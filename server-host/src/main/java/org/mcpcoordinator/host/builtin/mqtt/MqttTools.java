package org.mcpcoordinator.host.builtin.mqtt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** The tools of one broker. */
final class MqttTools {
    private static final int LONGEST_PREVIEW = 200;

    private final Broker broker;
    private final List<String> readable;
    private final List<String> writable;
    private final int waitMillis;
    private final int maxBytes;

    MqttTools(Broker broker, List<String> readable, List<String> writable, int waitMillis, int maxBytes) {
        this.broker = broker;
        this.readable = List.copyOf(readable);
        this.writable = List.copyOf(writable);
        this.waitMillis = waitMillis;
        this.maxBytes = maxBytes;
    }

    ToolResult listTopics(Arguments arguments) throws InterruptedException {
        String filter = Topics.filter(arguments.text("filter", "#"), "filter");
        int limit = arguments.number("limit", 100);
        Map<String, Broker.Message> seen =
                new TreeMap<>(broker.listen(filter, wait(arguments), found -> count(found) > limit));
        ObjectNode result = Json.object().put("filter", filter);
        ArrayNode list = result.putArray("topics");
        int allowed = 0;
        for (Map.Entry<String, Broker.Message> entry : seen.entrySet()) {
            if (Topics.matchesAny(readable, entry.getKey()) && allowed++ < limit) {
                describe(entry.getKey(), entry.getValue(), list.addObject(), LONGEST_PREVIEW);
            }
        }
        return ToolResult.json(result.put("more", allowed > limit));
    }

    private long count(Map<String, Broker.Message> found) {
        return found.keySet().stream()
                .filter(topic -> Topics.matchesAny(readable, topic))
                .count();
    }

    ToolResult readTopic(Arguments arguments) throws InterruptedException {
        String topic = Topics.name(arguments.text("topic"), "topic");
        if (!Topics.matchesAny(readable, topic)) {
            throw new ToolFailure("topic: " + topic + " is not read here; allowed are " + String.join(", ", readable));
        }
        Duration wait = wait(arguments);
        Broker.Message message =
                broker.listen(topic, wait, found -> !found.isEmpty()).get(topic);
        if (message == null) {
            throw new ToolFailure("topic: " + topic + " holds no retained message, and none came within "
                    + wait.toMillis() + " ms; look with list_topics, or wait longer");
        }
        return ToolResult.json(describe(topic, message, Json.object(), maxBytes));
    }

    ToolResult publish(Arguments arguments) throws InterruptedException {
        String topic = Topics.name(arguments.text("topic"), "topic");
        if (!Topics.matchesAny(writable, topic)) {
            throw new ToolFailure(
                    "topic: " + topic + " is not published to from here; allowed are " + String.join(", ", writable));
        }
        byte[] payload = arguments.text("payload").getBytes(StandardCharsets.UTF_8);
        if (payload.length > maxBytes) {
            throw new ToolFailure("payload: has " + payload.length + " bytes; at most " + maxBytes + " are sent");
        }
        boolean retain = arguments.flag("retain", false);
        broker.publish(topic, payload, arguments.number("qos", 1), retain);
        return ToolResult.json(
                Json.object().put("topic", topic).put("bytes", payload.length).put("retained", retain));
    }

    private Duration wait(Arguments arguments) {
        return Duration.ofMillis(Math.min(arguments.number("waitMillis", waitMillis), waitMillis));
    }

    private ObjectNode describe(String topic, Broker.Message message, ObjectNode into, int most) {
        byte[] payload = message.payload();
        int length = Math.min(payload.length, Math.min(most, maxBytes));
        into.put("topic", topic);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload, 0, whole(payload, length)))
                    .toString();
            into.put("payload", text);
        } catch (CharacterCodingException binary) {
            into.put("payloadBase64", Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(payload, length)));
        }
        return into.put("cut", payload.length > length)
                .put("retained", message.retained())
                .put("qos", message.qos())
                .put("seen", message.at().toString());
    }

    /** Up to the last character that is not cut in two. */
    private static int whole(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
