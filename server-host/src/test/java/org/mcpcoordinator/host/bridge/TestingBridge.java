package org.mcpcoordinator.host.bridge;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.mcp.Era;

/** A bridge and programs behind it, for each test of their own. */
class TestingBridge {

    @TempDir
    Path folder;

    Bridge bridge;
    final List<Process> children = new ArrayList<>();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final List<Era> met = Collections.synchronizedList(new ArrayList<>());
    Bridged program;

    /** Done at each line for the log, by the thread that has it to say. */
    volatile Runnable slow = () -> {};

    @BeforeEach
    void open() throws IOException {
        bridge = Bridge.open(0);
    }

    @AfterEach
    void close() {
        bridge.close();
        children.forEach(Process::destroyForcibly);
    }

    TestingClient child(String... habits) throws IOException {
        program = serve("alpha", habits);
        return client();
    }

    /** A program beside the one that is tested. */
    Bridged serve(String server, String... habits) throws IOException {
        Process child = new ProcessBuilder(TestingChild.argv(habits))
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        children.add(child);
        return bridge.serve(
                Bridge.path(server, 0, 0), child.getInputStream(), child.getOutputStream(), new Bridged.Events() {
                    @Override
                    public void met(Era era) {
                        met.add(era);
                    }

                    @Override
                    public void ended() {
                        log.add("ended");
                    }

                    @Override
                    public void log(String line) {
                        log.add(line);
                        slow.run();
                    }
                });
    }

    TestingClient client() {
        return client("alpha");
    }

    TestingClient client(String server) {
        URI endpoint = URI.create("http://127.0.0.1:" + bridge.port() + Bridge.path(server, 0, 0));
        return new TestingClient(endpoint, bridge.secret());
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
