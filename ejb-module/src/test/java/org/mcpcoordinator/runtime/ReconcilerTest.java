package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingExecutor;

/** An agent that greets, and then says nothing any more. */
class ReconcilerTest {
    private static final String DIRECTORY = "coordinator.runtime.agent-directory";

    private final CompletableFuture<Void> looked = new CompletableFuture<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path directory;
    private ServerSocketChannel agent;
    private AgentLink link;
    private Reconciler reconciler;

    @BeforeEach
    void begin() throws Exception {
        directory = Files.createTempDirectory("reconciler");
        System.setProperty(DIRECTORY, directory.toString());
        reconciler = new Reconciler();
        reconciler.cluster = new Cluster() {
            @Override
            public String localHost() {
                return "local";
            }
        };
        reconciler.leases = new Leases() {
            @Override
            public Optional<Lease> acquire(String name, Duration ttl) {
                kept.incrementAndGet();
                return Optional.of(new Lease(name, "node-1", 7, Instant.MAX));
            }
        };
        reconciler.fleet = new Fleet() {
            @Override
            public List<Instance> onHost(String host) {
                looked.complete(null);
                return List.of();
            }
        };
        reconciler.causes = new Causes();
        reconciler.lists = new TestingEvent<>();
        reconciler.stdio = new StdioBridge();
        reconciler.clock = Clock.systemUTC();
        reconciler.executor = TestingExecutor.of(threads);
        agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        agent.bind(UnixDomainSocketAddress.of(directory.resolve("agent.sock")));
        link = reconciler.begin();
        threads.execute(link);
    }

    @AfterEach
    void end() throws Exception {
        System.clearProperty(DIRECTORY);
        link.stop();
        agent.close();
        threads.shutdownNow();
        Files.deleteIfExists(directory.resolve("agent.sock"));
        Files.delete(directory);
    }

    /** It has 30 s to answer, and the lease holds for 15. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void theLeaseIsKeptWhileTheAgentDoesNotAnswer() throws Exception {
        try (SocketChannel silent = agent.accept()) {
            AgentLinkTest.greet(silent);
            looked.get();

            for (int beats = 1; beats <= 3; beats++) {
                int before = kept.get();
                reconciler.beat();
                assertThat(kept.get()).as("leases kept").isGreaterThan(before);
            }
        }
    }
}
