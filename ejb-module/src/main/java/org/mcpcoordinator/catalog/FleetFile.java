package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A fleet file, read and found without mistakes.
 *
 * @param fleet its name
 * @param servers all servers of the fleet, defaults filled in, in the order of the file
 * @param document the canonical JSON of the whole file; holds no secret values
 * @param hash SHA-256 of the document, in hex
 * @param secrets literal values taken out of it, sealed; they join the secret store when the file is accepted. Empty for
 *     none
 */
public record FleetFile(String fleet, List<ServerDefinition> servers, String document, String hash, String secrets) {
    public FleetFile {
        Objects.requireNonNull(fleet);
        servers = List.copyOf(servers);
        Objects.requireNonNull(document);
        Objects.requireNonNull(hash);
        Objects.requireNonNull(secrets);
    }

    /** The same file with the secrets that were taken out of it when it was read first. */
    public FleetFile with(String sealed) {
        return new FleetFile(fleet, servers, document, hash, sealed);
    }

    /** One server of the file alone; empty if there is none of that name. What was taken out of the file stays beside it. */
    public Optional<FleetFile> only(String server) {
        return servers.stream()
                .filter(each -> each.name().equals(server))
                .findFirst()
                .map(each -> of(fleet, List.of(each)).with(secrets));
    }

    /**
     * The same fleet with the exact versions of its packages; itself, if nothing is to be pinned.
     *
     * @param pins by each recipe without its arguments
     */
    public FleetFile pinned(Map<Recipe, Pin> pins) {
        List<ServerDefinition> exact =
                servers.stream().map(server -> pinned(server, pins)).toList();
        return exact.equals(servers) ? this : of(fleet, exact).with(secrets);
    }

    /**
     * What a recipe came to.
     *
     * @param version exact
     * @param integrity of its package
     */
    public record Pin(String version, String integrity) {}

    static FleetFile of(String fleet, List<ServerDefinition> servers) {
        ObjectNode document = Canonical.JSON.createObjectNode().put("fleet", fleet);
        ArrayNode list = document.putArray("servers");
        servers.forEach(server -> list.add(DefinitionJson.write(server)));
        String canonical = Canonical.text(document);
        return new FleetFile(fleet, servers, canonical, Canonical.hash(canonical), "");
    }

    private static ServerDefinition pinned(ServerDefinition server, Map<Recipe, Pin> pins) {
        if (!(server.way() instanceof Way.Command command)) {
            return server;
        }
        Optional<Recipe> recipe = command.recipe();
        Pin pin = recipe.map(Recipe::bare).map(pins::get).orElse(null);
        if (recipe.isEmpty() || pin == null) {
            return server;
        }
        Way way = command.pinned(recipe.get(), pin.version(), pin.integrity());
        return new ServerDefinition(
                        server.name(),
                        server.description(),
                        server.category(),
                        way,
                        server.replicas(),
                        server.health(),
                        server.exposed(),
                        server.surge(),
                        server.idleSeconds(),
                        server.retry(),
                        server.plainNames(),
                        server.calls(),
                        "")
                .hashed();
    }

    /** Without what is sealed. */
    @Override
    public String toString() {
        return "FleetFile[" + fleet + ", " + servers.size() + " servers, " + hash + "]";
    }
}
