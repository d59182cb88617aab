package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that are understood, in the order in which a file is held against them. */
@SuppressWarnings("ImmutableEnumChecker") // its functions hold no state
public enum Format {
    /** Settings of MCPHub: as the clients', with users, groups and more beside. */
    MCPHUB(
            "mcphub",
            root -> root.path("mcpServers").isObject()
                    && Stream.of("users", "groups", "systemConfig").anyMatch(root::has),
            ClientFiles::mcpServers),

    /** Claude Desktop, Claude Code, Cursor, Windsurf, Cline and others. */
    MCP_SERVERS("mcpServers", root -> root.path("mcpServers").isObject(), ClientFiles::mcpServers),

    /** {@code mcp.json} of VS Code, or its settings with {@code mcp} in them. */
    VSCODE(
            "vscode",
            root -> root.path("servers").isObject()
                    || root.path("mcp").path("servers").isObject(),
            ClientFiles::vscode),

    /** One {@code server.json}, or an answer of a registry. */
    REGISTRY("registry", RegistryFiles::recognised, RegistryFiles::read),

    /** Export of ContextForge. */
    CONTEXTFORGE("contextforge", root -> root.path("entities").isObject(), GatewayFiles::contextForge),

    /** Catalogue of Docker's MCP toolkit. */
    DOCKER("docker", root -> root.path("registry").isObject(), GatewayFiles::docker),

    /** Resources of ToolHive's operator. */
    TOOLHIVE(
            "toolhive",
            root -> root.path("apiVersion").asText().startsWith("toolhive.stacklok.dev/"),
            GatewayFiles::toolHive);

    private final String id;
    private final Predicate<JsonNode> recognises;
    private final BiConsumer<JsonNode, List<Candidate>> reader;

    Format(String id, Predicate<JsonNode> recognises, BiConsumer<JsonNode, List<Candidate>> reader) {
        this.id = id;
        this.recognises = recognises;
        this.reader = reader;
    }

    /** As it is called on the command line and in the API. */
    public String id() {
        return id;
    }

    /** The format of that id. */
    public static Optional<Format> of(String id) {
        return Stream.of(values())
                .filter(format -> format.id.equalsIgnoreCase(id))
                .findFirst();
    }

    /** The format of a document, if it is one of these. */
    static Optional<Format> detect(JsonNode root) {
        return Stream.of(values())
                .filter(format -> format.recognises.test(root))
                .findFirst();
    }

    boolean recognises(JsonNode root) {
        return recognises.test(root);
    }

    void read(JsonNode root, List<Candidate> found) {
        reader.accept(root, found);
    }
}
