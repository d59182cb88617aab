package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * npm's {@code mcp-proxy} before a server that speaks stdio, as READMEs say it: what makes an address of such a program where
 * there is no coordinator.
 */
final class NpmProxy implements AutoCloseable {
    static final String PACKAGE = "mcp-proxy@6.7.19";

    private static final long LIMIT_SECONDS = 60;

    private final Path folder;
    private final Process process;
    private final URI endpoint;

    private NpmProxy(Path folder, Process process, URI endpoint) {
        this.folder = folder;
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Fetches both packages and starts them on loopback; nothing where there is no {@code npx}. */
    static Optional<NpmProxy> start(NpmServer server) throws IOException {
        Optional<Path> npx = Programs.find("npx");
        if (npx.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("bench-npm");
        Map<String, String> npm = Map.of(
                "npm_config_cache", folder.resolve("npm").toString(),
                "npm_config_prefer_offline", "true",
                "npm_config_update_notifier", "false");
        try {
            for (String spec : List.of(PACKAGE, server.spec())) {
                WakeBench.fetch(List.of(npx.get().toString(), "-y", "-p", spec, "-c", "true"), npm, folder);
            }
            int port = Supervisor.freePort();
            List<String> argv = new ArrayList<>(List.of(npx.get().toString(), "-y", PACKAGE, "--host", "127.0.0.1"));
            argv.addAll(List.of("--port", Integer.toString(port), "--server", "stream", "--"));
            argv.addAll(List.of(npx.get().toString(), "-y", server.spec()));
            argv.addAll(server.args(folder.toString()));
            ProcessBuilder builder = new ProcessBuilder(argv)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("mcp-proxy.log").toFile());
            builder.environment().putAll(npm);
            return Optional.of(new NpmProxy(folder, builder.start(), URI.create("http://127.0.0.1:" + port + "/mcp")));
        } catch (IOException | RuntimeException notStarted) {
            Programs.delete(folder);
            throw notStarted;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** Waits until it answers that call. */
    void await(byte[] call) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort());
        try {
            Target.await(PACKAGE + " answers", LIMIT_SECONDS, () -> answers(address, call));
        } catch (Refusal never) {
            String said = Files.readString(folder.resolve("mcp-proxy.log")).strip();
            throw Refusal.failed(never.getMessage() + "; it said: " + said);
        }
    }

    private static boolean answers(InetSocketAddress address, byte[] call) {
        try {
            return Raw.answer(address, call).contains("\"result\"");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** npx starts a shell, and that the program. */
    @Override
    public void close() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : family) {
            try {
                each.onExit().get(5, TimeUnit.SECONDS);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                each.destroyForcibly();
            } catch (ExecutionException | TimeoutException stubborn) {
                each.destroyForcibly();
            }
        }
        Programs.delete(folder);
    }
}
