package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Programs of other people from the npm registry: an MCP server, the MCP Inspector, and a Node new enough for it. Installed
 * once for each state of the lock file and kept in {@code target}.
 */
final class Peers {
    private static final List<String> FILES = List.of("package.json", ".npmrc", "package-lock.json");

    private Peers() {}

    /** The folder {@code node_modules} with all of them; a test is skipped where there is no npm. */
    static Path install() throws IOException {
        Path npm = Requirement.program("npm");
        Path source = RunningProduct.ROOT.resolve("acceptance/src/test/peers");
        Path target = Files.createDirectories(RunningProduct.ROOT.resolve("acceptance/target/peers"));
        try (FileChannel lock =
                FileChannel.open(target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Ends with its channel. Another process of tests may be at it.
            lock.lock();
            install(npm, source, target);
        }
        return target.resolve("node_modules");
    }

    private static void install(Path npm, Path source, Path target) throws IOException {
        Path complete = target.resolve(".complete");
        String wanted = Files.readString(source.resolve("package-lock.json"));
        if (!Files.exists(complete) || !Files.readString(complete).equals(wanted)) {
            for (String file : FILES) {
                Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Commands.Outcome installed = Commands.run(List.of(npm.toString(), "ci"), target, Map.of());
            assertThat(installed.exitCode()).as(installed.output()).isZero();
            Files.writeString(complete, wanted);
        }
    }

    /** A script of ours, laid beside {@code node_modules} so that it finds the libraries; after {@link #install()}. */
    static Path script(String name) throws IOException {
        Path target = RunningProduct.ROOT.resolve("acceptance/target/peers").resolve(name);
        return Files.copy(
                RunningProduct.ROOT.resolve("acceptance/src/test/peers").resolve(name),
                target,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** The Node that came with them: the Inspector wants a newer one than most machines have. */
    static Path node(Path modules) {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return modules.resolve("node-linux-" + processor + "/bin/node");
    }
}
