package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Servers that a registry has found, as many as it gives at a time.
 *
 * @param registry the host that was asked
 * @param servers in its order
 * @param next what to ask with for those after them; empty if there are none
 */
public record RegistryPage(String registry, List<Entry> servers, String next) {
    public RegistryPage {
        servers = List.copyOf(servers);
    }

    /**
     * One server. What it says of itself is its author's.
     *
     * @param runs its command, its image with what it is told, or its address; empty if it cannot be told
     * @param obstacle why it cannot run here; empty if nothing is known to be in the way
     * @param entry as the registry has it, which is what an import reads
     */
    public record Entry(
            String name,
            String title,
            String version,
            String description,
            Way way,
            String runs,
            String obstacle,
            JsonNode entry) {
        static Entry of(JsonNode item) {
            JsonNode server = RegistryFiles.inner(item);
            Candidate candidate = RegistryFiles.server(item, "");
            return new Entry(
                    Draft.plain(server.path("name").asText()),
                    Draft.plain(server.path("title").asText()),
                    Draft.plain(server.path("version").asText()),
                    Draft.plain(server.path("description").asText()),
                    Way.of(candidate, server),
                    Draft.plain(runs(candidate.server())),
                    Draft.plain(candidate.obstacle()),
                    item);
        }

        private static String runs(JsonNode server) {
            Stream<String> words = StreamSupport.stream(server.path("args").spliterator(), false)
                    .map(JsonNode::asText);
            String line = server.path("command").asText(server.path("image").asText())
                    + words.map(word -> " " + word).reduce("", String::concat);
            return (server.path("url").asText() + line).replaceAll("\\$\\{input:([^}]*)}", "<$1>");
        }
    }

    /** How it would be run. */
    public enum Way {
        NPX,
        UVX,
        REMOTE,
        IMAGE,
        NONE;

        static Way of(Candidate candidate, JsonNode server) {
            JsonNode run = candidate.server();
            if (run.has("command")) {
                return valueOf(run.path("command").asText().toUpperCase(Locale.ROOT));
            }
            if (run.has("url")) {
                return REMOTE;
            }
            return server.at("/packages/0/registryType").asText().equals("oci") ? IMAGE : NONE;
        }
    }
}
