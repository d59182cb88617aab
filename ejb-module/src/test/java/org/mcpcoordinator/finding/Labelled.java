package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The labelled set: servers with their tools, and questions with the tools that answer them. */
final class Labelled {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUILTIN =
            Path.of("..", "server-host", "src", "main", "resources", "org", "mcpcoordinator", "host", "builtin");

    /** A question in plain words, and every tool that is a right answer, as SERVER/TOOL. */
    record Asked(String question, Set<String> right) {}

    /** A server: what its definition would be called, and what it says. */
    record Server(String name, JsonNode greeting, List<JsonNode> tools) {
        /** What an operator calls it in a fleet file. */
        String called() {
            return name.substring(name.indexOf('/') + 1).replaceAll("(mcp|server|-)+$|^(mcp|server|-)+", "");
        }
    }

    private Labelled() {}

    /** All servers: real ones from npm, our own types, and those nobody asks for. */
    static List<Server> servers() throws IOException {
        List<Server> servers = new ArrayList<>();
        for (JsonNode each : harvested()) {
            servers.add(new Server(each.path("package").asText(), each, list(each.path("tools"))));
        }
        builtin().forEach((name, sheet) -> {
            // As in the sample fleet: many servers of a type, that differ by what they say of themselves.
            for (int copy = 0; copy < 10; copy++) {
                String copied = copy == 0 ? name : name + "-" + copy;
                ObjectNode greeting = JSON.createObjectNode()
                        .put(
                                "instructions",
                                sheet.path("description").asText() + " "
                                        + sheet.path("instructions").asText());
                greeting.putObject("serverInfo").put("name", copied);
                servers.add(new Server(copied, greeting, list(sheet.path("tools"))));
            }
        });
        Distractors.all().forEach((name, tools) -> {
            ObjectNode greeting = JSON.createObjectNode();
            greeting.putObject("serverInfo").put("name", name);
            servers.add(new Server(name, greeting, List.copyOf(tools)));
        });
        return servers;
    }

    /** Packages with version, license and tools. */
    static JsonNode harvested() throws IOException {
        try (InputStream packed = new GZIPInputStream(open("harvest.json.gz"))) {
            return JSON.readTree(packed);
        }
    }

    /** The questions of a file: a question, a tab, and its tools with a space between. */
    static List<Asked> questions(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Asked(parts[0], Set.of(parts[1].split(" ", -1))))
                    .toList();
        }
    }

    private static Map<String, JsonNode> builtin() throws IOException {
        Map<String, JsonNode> sheets = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(BUILTIN)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .collect(Collectors.toList())) {
                JsonNode sheet = JSON.readTree(file.toFile());
                if (sheet.path("tools").isArray()) {
                    sheets.put(sheet.path("name").asText(), sheet);
                }
            }
        }
        return sheets;
    }

    private static List<JsonNode> list(JsonNode tools) {
        List<JsonNode> list = new ArrayList<>();
        tools.forEach(list::add);
        return list;
    }

    private static InputStream open(String file) {
        return Objects.requireNonNull(Labelled.class.getResourceAsStream(file), file);
    }
}
