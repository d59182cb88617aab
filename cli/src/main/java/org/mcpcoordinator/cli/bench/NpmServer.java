package org.mcpcoordinator.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * An MCP server that anybody can have from the npm registry, as its README says that it is started.
 *
 * @param name of the kind
 * @param spec package and version
 * @param args behind the package; {@code FOLDER} is one of its own
 * @param env its environment; {@code PORT} as a value is its port
 * @param http true if it listens on its port at {@code /mcp}, false if it speaks stdio
 * @param tool one that can be called at once
 * @param arguments of the call, as JSON
 */
record NpmServer(
        String name,
        String spec,
        List<String> args,
        Map<String, String> env,
        boolean http,
        String tool,
        String arguments) {
    static final String FOLDER = "FOLDER";
    static final String PORT = "PORT";

    private static final String OFFICIAL = "@modelcontextprotocol/server-";
    private static final Map<String, String> LISTENS = Map.of("PORT", PORT);

    /** Eight kinds of six packages. */
    static final List<NpmServer> KINDS = List.of(
            new NpmServer(
                    "everything-http",
                    OFFICIAL + "everything@2026.8.31",
                    List.of("streamableHttp"),
                    LISTENS,
                    true,
                    "echo",
                    "{\"message\":\"a\"}"),
            new NpmServer(
                    "everything",
                    OFFICIAL + "everything@2026.8.31",
                    List.of("stdio"),
                    Map.of(),
                    false,
                    "echo",
                    "{\"message\":\"a\"}"),
            new NpmServer(
                    "filesystem",
                    OFFICIAL + "filesystem@2026.8.31",
                    List.of(FOLDER),
                    Map.of(),
                    false,
                    "list_allowed_directories",
                    "{}"),
            new NpmServer(
                    "memory",
                    OFFICIAL + "memory@2026.8.31",
                    List.of(),
                    Map.of("MEMORY_FILE_PATH", FOLDER + "/memory.json"),
                    false,
                    "read_graph",
                    "{}"),
            new NpmServer(
                    "thinking",
                    OFFICIAL + "sequential-thinking@2026.8.31",
                    List.of(),
                    Map.of(),
                    false,
                    "sequentialthinking",
                    "{\"thought\":\"a\",\"nextThoughtNeeded\":false,\"thoughtNumber\":1,\"totalThoughts\":1}"),
            new NpmServer(
                    "monitor-http",
                    OFFICIAL + "system-monitor@2.0.3",
                    List.of(),
                    LISTENS,
                    true,
                    "poll-system-stats",
                    "{}"),
            new NpmServer(
                    "monitor",
                    OFFICIAL + "system-monitor@2.0.3",
                    List.of("--stdio"),
                    Map.of(),
                    false,
                    "poll-system-stats",
                    "{}"),
            new NpmServer(
                    "budget-http",
                    OFFICIAL + "budget-allocator@2.0.3",
                    List.of(),
                    LISTENS,
                    true,
                    "get-budget-data",
                    "{}"));

    /** The n-th of a mixed fleet. */
    static NpmServer at(int n) {
        return KINDS.get(n % KINDS.size());
    }

    /** Its words behind {@code npx}, with its folder filled in. */
    List<String> args(String folder) {
        return args.stream().map(word -> word.replace(FOLDER, folder)).toList();
    }
}
