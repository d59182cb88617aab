package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tiny MCP server in C as a container image, made on this machine so that no registry is asked.
 *
 * @param name with its digest; empty where there is none
 * @param reason why there is none
 */
record TinyImage(String name, String reason) implements AutoCloseable {
    private static final String TAG =
            "localhost/tiny-mcp:" + ProcessHandle.current().pid();

    /** Made, and seen to run: a machine may have podman and forbid containers, as CI machines do. */
    static TinyImage made() throws IOException {
        for (String tool : List.of("cc", "podman")) {
            if (!has(tool)) {
                return new TinyImage("", "there is no " + tool);
            }
        }
        Path folder = Files.createDirectories(RunningProduct.ROOT.resolve("acceptance/target/c"));
        Path program = folder.resolve("tiny-mcp-boxed");
        String source =
                RunningProduct.ROOT.resolve("acceptance/src/test/c/tiny-mcp.c").toString();
        String archive = folder.resolve("tiny-mcp.tar").toString();
        for (List<String> step : List.of(
                List.of("cc", "-static", "-O2", "-DADDRESS=INADDR_ANY", "-o", program.toString(), source),
                List.of("tar", "-C", folder.toString(), "-cf", archive, "tiny-mcp-boxed"),
                List.of("podman", "import", "--quiet", "--change=ENTRYPOINT [\"/tiny-mcp-boxed\"]", archive, TAG),
                // Without a port it says how it is called, and ends.
                words(
                        "podman run --rm --log-driver=passthrough --network=none --ulimit=nofile=64:64 --ulimit=nproc=64:64 "
                                + TAG + " x"))) {
            Commands.Outcome outcome = Commands.run(step, folder, Map.of());
            boolean ended = step.contains("--rm") && outcome.exitCode() < 125;
            if (outcome.exitCode() != 0 && !ended) {
                return new TinyImage("", "podman runs no containers here: " + outcome.output());
            }
        }
        String digest = Commands.run(words("podman image inspect --format={{.Digest}} " + TAG), folder, Map.of())
                .output()
                .strip();
        return new TinyImage(TAG.replaceFirst(":[0-9]+$", "") + "@" + digest, "");
    }

    private static boolean has(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    @Override
    public void close() {
        if (!name.isEmpty()) {
            Commands.run(List.of("podman", "image", "rm", "--force", TAG), Path.of("/"), Map.of());
        }
    }
}
