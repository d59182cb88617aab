package org.mcpcoordinator.host.builtin.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.builtin.sample.Dice;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * Topics of invented devices in memory, filled by the first call. What is published is kept as a retained message, and a
 * device obeys: a message to {@code .../set} becomes its {@code .../state}. Lost with the process.
 */
final class SampleBroker implements Broker {
    /** So that nobody fills the memory. */
    private static final int MOST = 1_000;

    /** Of topics and payloads together. */
    private static final int MOST_BYTES = 1 << 20;

    private final String theme;
    private final int seed;
    private final int devices;
    private final Clock clock;
    private @Nullable Map<String, Message> topics;
    private int bytes;

    SampleBroker(String theme, int seed, int devices, Clock clock) {
        this.theme = theme;
        this.seed = seed;
        this.devices = devices;
        this.clock = clock;
    }

    static String about(String theme) {
        return Themes.SHEET.required(theme).path("about").asText();
    }

    /** Answers at once: all there is, is here. */
    @Override
    public synchronized Map<String, Message> listen(
            String filter, Duration wait, Predicate<Map<String, Message>> enough) {
        Map<String, Message> found = new TreeMap<>();
        topics().forEach((topic, message) -> {
            if (Topics.matches(filter, topic)) {
                found.put(topic, message);
            }
        });
        return found;
    }

    @Override
    public synchronized void publish(String topic, byte[] payload, int qos, boolean retain) {
        Map<String, Message> all = topics();
        if (retain && payload.length == 0) {
            bytes -= size(topic, all.remove(topic));
            return;
        }
        String state = topic.endsWith("/set") ? topic.substring(0, topic.length() - 3) + "state" : "";
        String kept = all.containsKey(state) ? state : topic;
        Message message = new Message(payload, retain, qos, clock.instant());
        int after = bytes - size(kept, all.get(kept)) + size(kept, message);
        if ((all.size() >= MOST && !all.containsKey(kept)) || after > MOST_BYTES) {
            throw new ToolFailure("The sample holds " + MOST + " topics or " + MOST_BYTES
                    + " bytes at most; it takes no more. An empty retained message takes a topic away.");
        }
        all.put(kept, message);
        bytes = after;
    }

    private static int size(String topic, @Nullable Message message) {
        return message == null ? 0 : 2 * topic.length() + message.payload().length;
    }

    private Map<String, Message> topics() {
        if (topics == null) {
            topics = filled();
            topics.forEach((topic, message) -> bytes += size(topic, message));
        }
        return topics;
    }

    private Map<String, Message> filled() {
        JsonNode sheet = Themes.SHEET.required(theme);
        Dice dice = new Dice(seed, "mqtt." + theme);
        Map<String, Message> filled = new TreeMap<>();
        for (int device = 1; device <= devices; device++) {
            String place = dice.fill(sheet.path("place").asText())
                            .toLowerCase(Locale.ROOT)
                            .replace(' ', '-') + "/" + sheet.path("device").asText() + "-" + device;
            for (Map.Entry<String, JsonNode> reading : sheet.path("readings").properties()) {
                byte[] payload = dice.fill(reading.getValue().asText()).getBytes(StandardCharsets.UTF_8);
                filled.put(place + "/" + reading.getKey(), new Message(payload, true, 0, clock.instant()));
            }
        }
        return filled;
    }

    /** Read once, by the first sample. */
    private static final class Themes {
        private static final JsonNode SHEET = read();

        private Themes() {}

        private static JsonNode read() {
            try (InputStream resource = SampleBroker.class.getResourceAsStream("themes.json")) {
                return Json.read(Objects.requireNonNull(resource).readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
