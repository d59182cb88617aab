package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The installed MCP Inspector with a configuration of its own. */
record Inspector(List<String> program, Path folder) {
    Inspector(Path modules, String configuration) throws IOException {
        this(
                List.of(
                        Peers.node(modules).toString(),
                        modules.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js")
                                .toString()),
                Files.createTempDirectory("inspector"));
        Files.writeString(folder.resolve("servers.json"), configuration);
    }

    Commands.Outcome cli(String server, String method, String... more) {
        List<String> argv = new ArrayList<>(program);
        argv.addAll(List.of("--cli", "--config", "servers.json", "--server", server, "--method", method));
        argv.addAll(List.of("--format", "json"));
        argv.addAll(List.of(more));
        return Commands.run(argv, folder, environment());
    }

    /** What stands behind its name on a command line, in its folder. */
    Commands.Outcome run(List<String> words) {
        List<String> argv = new ArrayList<>(program);
        argv.addAll(words);
        return Commands.run(argv, folder, environment());
    }

    Web web() throws IOException {
        List<String> argv = new ArrayList<>(program);
        argv.addAll(List.of("--web", "--config", "servers.json"));
        Path output = folder.resolve("web.log");
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        try {
            Await.until(
                    "the Inspector says where it is",
                    Web.PATIENCE,
                    () -> Web.told(output).isPresent());
            return new Web(process, Web.told(output).orElseThrow());
        } catch (AssertionError silent) {
            process.destroy();
            throw silent;
        }
    }

    /** Ports of its own, nothing outside of its folder, no browser of its own. */
    private Map<String, String> environment() {
        return Map.of(
                "HOME", folder.toString(),
                "MCP_STORAGE_DIR", folder.toString(),
                "MCP_INSPECTOR_SECRET_STORE", "memory",
                "MCP_AUTO_OPEN_ENABLED", "false",
                "CLIENT_PORT", Integer.toString(FreePorts.one()),
                "MCP_SANDBOX_PORT", Integer.toString(FreePorts.one()),
                "MCP_APP_ORIGIN_PORT", Integer.toString(FreePorts.one()));
    }

    /** Its page, which listens on loopback; the address has the key to it. */
    record Web(Process process, String address) implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+\\?MCP_INSPECTOR\\S+");

        static Optional<String> told(Path output) {
            try {
                return ADDRESS.matcher(Files.readString(output))
                        .results()
                        .map(MatchResult::group)
                        .findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
