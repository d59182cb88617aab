package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server as a foreign file tells of it, in the words of our fleet file, with everything still to be doubted. */
final class Candidate {
    /** More are not read of one list. */
    private static final int MOST = 300;

    private final String name;
    private final String place;
    private final ObjectNode server = JsonNodeFactory.instance.objectNode();
    private final List<String> notes = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private String obstacle = "";

    /**
     * A server that nothing is known of yet.
     *
     * @param name as it stands there, whatever it holds
     * @param place JSON Pointer
     */
    Candidate(String name, String place) {
        this.name = name;
        this.place = place;
    }

    String name() {
        return name;
    }

    String place() {
        return place;
    }

    /** Command, args, env, transport; or url, transport and headers. */
    ObjectNode server() {
        return server;
    }

    List<String> notes() {
        return notes;
    }

    /** Why it cannot run here; empty if nothing is in the way. */
    String obstacle() {
        return obstacle;
    }

    /** Words that tell what it is for, beside its name and how it is run. */
    String words() {
        return words.toString();
    }

    Candidate cannot(String reason) {
        if (obstacle.isEmpty()) {
            obstacle = reason;
        }
        return this;
    }

    Candidate note(String sentence) {
        notes.add(sentence);
        return this;
    }

    Candidate describe(JsonNode text) {
        if (text.isTextual() && !text.asText().isBlank()) {
            String plain = text.asText().replaceAll("\\p{Cntrl}+", " ").strip();
            server.put("description", plain.length() > 500 ? plain.substring(0, 497) + "..." : plain);
            about(text);
        }
        return this;
    }

    Candidate about(JsonNode more) {
        String text = more.isTextual() ? more.asText() : more.isMissingNode() ? "" : more.toString();
        words.append(' ').append(text, 0, Math.min(text.length(), 2_000));
        return this;
    }

    /** A program; arguments and environment as they stand there. */
    Candidate program(JsonNode command, JsonNode args, JsonNode env, boolean stdio) {
        if (!command.isTextual() || command.asText().isBlank()) {
            return cannot("names no command");
        }
        server.put("command", command.asText());
        if (args.isArray() && !args.isEmpty()) {
            texts(args).forEach(server.putArray("args")::add);
        }
        texts(env, "env");
        if (stdio) {
            server.put("transport", "stdio");
        }
        return this;
    }

    /**
     * A container image.
     *
     * @param image as it stands there
     * @param port on which its program listens; 0 for one that speaks stdio
     */
    Candidate image(String image, JsonNode args, JsonNode env, int port) {
        Optional<String> fixed = ImageNames.fixed(image);
        if (fixed.isEmpty()) {
            return cannot(
                    "comes as the container image " + ClientFiles.shortened(image)
                            + " without a digest, and may be another one tomorrow; write NAME@sha256:... as its registry shows it");
        }
        server.put("image", fixed.get());
        if (args.isArray() && !args.isEmpty()) {
            texts(args).forEach(server.putArray("args")::add);
        }
        texts(env, "env");
        if (port == 0) {
            server.put("transport", "stdio");
        } else {
            server.put("containerPort", port);
        }
        return this;
    }

    /** A server at an address. */
    Candidate remote(JsonNode url, JsonNode headers) {
        if (!url.isTextual() || url.asText().isBlank()) {
            return cannot("names neither a command nor an address");
        }
        server.put("url", url.asText());
        texts(headers, "headers");
        return this;
    }

    /** It speaks HTTP+SSE of 2024-11-05, at its address or on its port. */
    Candidate old() {
        server.put("transport", "sse");
        return this;
    }

    private void texts(JsonNode from, String key) {
        if (from.isObject() && !from.isEmpty()) {
            ObjectNode to = server.putObject(key);
            int count = 0;
            for (Map.Entry<String, JsonNode> member : from.properties()) {
                if (count++ < MOST
                        && !member.getValue().isContainerNode()
                        && !member.getValue().isNull()) {
                    to.put(member.getKey(), member.getValue().asText());
                }
            }
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list) {
            if (texts.size() < MOST) {
                texts.add(each.asText());
            }
        }
        return texts;
    }
}
