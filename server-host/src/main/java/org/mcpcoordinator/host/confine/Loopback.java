package org.mcpcoordinator.host.confine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A network of which there is nothing but a loopback that is up. No program brings it up and then becomes another one; so
 * {@code ip} of iproute2 is started in a new network, told to bring the loopback up, and stays, waiting for more to do, for
 * others to come in. It ends with its input: at the latest with this process.
 */
final class Loopback implements AutoCloseable {
    private static final String BRING_UP = "link set dev lo up\nlink show dev lo\n";
    private static final Pattern UP = Pattern.compile("lo: <([A-Z_]+,)*UP[,>].*");
    private static final long MOST_SECONDS = 5;

    private final Process keeper;

    private Loopback(Process keeper) {
        this.keeper = keeper;
    }

    /**
     * Makes one; it is up when this returns.
     *
     * @param words that start {@code ip} in a new network, to be told what to do by its input
     */
    static Loopback open(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        Process keeper = builder.start();
        CompletableFuture<Void> bound = CompletableFuture.runAsync(
                keeper::destroyForcibly, CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS));
        try {
            OutputStream input = keeper.getOutputStream();
            input.write(BRING_UP.getBytes(StandardCharsets.US_ASCII));
            input.flush();
            String line = firstLine(keeper);
            if (!UP.matcher(line).find()) {
                throw new IOException("no loopback of its own: " + (line.isEmpty() ? "ip says nothing" : line));
            }
            return new Loopback(keeper);
        } catch (IOException failure) {
            keeper.destroyForcibly();
            throw failure;
        } finally {
            bound.cancel(false);
        }
    }

    private static String firstLine(Process keeper) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    /** The network a process is in, as the kernel names it. */
    static String networkOf(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")).toString();
    }

    /** Whose network it is. */
    long pid() {
        return keeper.pid();
    }

    /** Who is in it stays in it. */
    @Override
    public void close() {
        keeper.destroyForcibly();
    }
}
