package org.mcpcoordinator.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/** Server definitions made by hand, as the catalogue would read them. */
public final class TestingServers {
    private TestingServers() {}

    /** A built-in server whose definition is told apart by {@code version}. */
    public static ServerDefinition builtin(String name, Category category, String version) {
        return server(name, category, new Way.Builtin("devtools", JsonNodeFactory.instance.objectNode()), version);
    }

    /** A program of its own that speaks HTTP. */
    public static ServerDefinition command(String name, Category category, String path) {
        return server(name, category, new Way.Command(List.of("server"), Map.of(), Way.Transport.HTTP, path), "1");
    }

    /** A program that must never run twice at a time. */
    public static ServerDefinition alone(String name, Category category, String version) {
        Way way = new Way.Command(List.of("server"), Map.of(), Way.Transport.HTTP, "/mcp");
        return server(name, category, way, 0, 0, "hash-" + version);
    }

    /** A remote server. */
    public static ServerDefinition url(String name, Category category, String url) {
        return server(name, category, new Way.Url(url, Map.of()), "1");
    }

    /** That many built-in servers, round robin over the categories: {@code s0000}, {@code s0001} and so on. */
    public static List<ServerDefinition> many(int count) {
        List<ServerDefinition> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(builtin("s%04d".formatted(i), Category.values()[i % 10], "1"));
        }
        return servers;
    }

    /** A fleet file of these servers. */
    public static FleetFile file(String fleet, List<ServerDefinition> servers) {
        String hashes = servers.stream().map(s -> s.name() + s.hash()).toList().toString();
        return new FleetFile(fleet, servers, hashes, Integer.toHexString(hashes.hashCode()), "");
    }

    /** A server run in that way. */
    public static ServerDefinition server(String name, Category category, Way way, String version) {
        return server(name, category, way, ServerDefinition.USUAL_SURGE, 0, "hash-" + version);
    }

    /** A server run in that way, whose definition is told apart by {@code hash}; on demand if it has idle seconds. */
    public static ServerDefinition server(
            String name, Category category, Way way, int surge, int idleSeconds, String hash) {
        return new ServerDefinition(
                name, "", category, way, 1, ServerDefinition.Health.USUAL, false, surge, idleSeconds, false, hash);
    }
}
