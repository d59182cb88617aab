package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Ten thousand tools and questions about them: those of npm packages, of our own types ten times each, and generated ones that
 * look alike and are asked for by nobody.
 */
final class ToolSet {
    private final List<Server> servers;

    private ToolSet(List<Server> servers) {
        this.servers = List.copyOf(servers);
    }

    /**
     * A server.
     *
     * @param name by which the answers name it
     * @param called what its definition calls it
     * @param greeting what it says of itself
     */
    record Server(String name, String called, JsonNode greeting, JsonNode tools) {}

    /** A question in plain words, and every tool that is a right answer, as SERVER/TOOL. */
    record Asked(String question, Set<String> right) {}

    static ToolSet read() throws IOException {
        List<Server> servers = new ArrayList<>();
        try (InputStream packed = new GZIPInputStream(open("tools.json.gz"))) {
            for (JsonNode each : new ObjectMapper().readTree(packed)) {
                servers.add(new Server(
                        each.path("name").asText(), each.path("called").asText(), each, each.path("tools")));
            }
        }
        return new ToolSet(servers);
    }

    List<Server> servers() {
        return servers;
    }

    int tools() {
        return servers.stream().mapToInt(server -> server.tools().size()).sum();
    }

    /** Those that words and weights were tuned on. */
    static List<Asked> known() throws IOException {
        return questions("questions.tsv");
    }

    /** Those that nobody has looked at while that was done. */
    static List<Asked> keptApart() throws IOException {
        return questions("questions-kept-apart.tsv");
    }

    private static List<Asked> questions(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Asked(parts[0], Set.of(parts[1].split(" ", -1))))
                    .toList();
        }
    }

    private static InputStream open(String file) {
        return Objects.requireNonNull(ToolSet.class.getResourceAsStream(file), file);
    }
}
