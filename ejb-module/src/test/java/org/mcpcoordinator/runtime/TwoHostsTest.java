package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.AgentReport;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Capacity;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Relocation;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.fleet.Wish;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.outbound.PinnedClient;
import org.mcpcoordinator.outbound.TestingDoors;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/** A node on one host, and the agent of another: both agents are real, and so is the database. */
class TwoHostsTest {
    private static final InstanceKey ALPHA = new InstanceKey("alpha", 0);
    private static final ServerDefinition DEFINITION = TestingServer.definition("alpha");

    private static Path keys;
    private static Path ours;
    private static Path strangers;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();
    private TestingDatabase database;
    private TestingAgent here;
    private TestingAgent there;
    private Reconciler desk;

    @BeforeAll
    static void drawKeys() throws Exception {
        keys = Files.createTempDirectory("keys");
        ours = TestingDoors.drawKey(keys.resolve("ours.p12"), TestingAgent.SECRET);
        strangers = TestingDoors.drawKey(keys.resolve("strangers.p12"), TestingAgent.SECRET);
    }

    @AfterAll
    static void forgetKeys() throws Exception {
        Files.delete(ours);
        Files.delete(strangers);
        Files.delete(keys);
    }

    @BeforeEach
    void open() throws Exception {
        database = new TestingDatabase();
        here = new TestingAgent("host-1", ours);
        there = new TestingAgent("host-2", ours);
        String place = there.place();
        database.inTransaction(em -> {
            new TestingCluster(em, "node-1", "host-1", first).cluster().join();
            new TestingCluster(em, "node-2", "host-2", second).cluster().join();
            new TestingCluster(em, "node-2", "host-2", second)
                    .cluster()
                    .agentSeen("host-2", new AgentReport(1, "1", "boot", place, new Capacity(1, 1)));
            Fleet fleet = TestingFleet.of(em, Clock.systemUTC(), new TestingEvent<>(), TestingNodes.leases(em, first));
            fleet.wish(List.of(new Wish("sample", ALPHA, "host-2", DEFINITION, 1, freePort())));
            fleet.letGo(List.of(ALPHA));
        });
        here.place();
        desk = desk(ours);
    }

    @AfterEach
    void close() throws Exception {
        if (desk != null) {
            desk.end();
        }
        there.close();
        here.close();
        later.shutdownNow();
        threads.shutdownNow();
        database.close();
    }

    @Test
    void aHostWhoseNodesAreGoneIsReconciledByANodeOfAnotherHost() throws Exception {
        until("the agent of host-2 to be reached", () -> {
            desk.beat();
            return reached();
        });
        desk.beat();
        assertThat(holder("host/host-1")).isEqualTo("node-1");
        assertThat(holder("host/host-2")).as("its own node comes first").isEmpty();
        assertThat(alpha().pid()).isZero();

        database.inTransaction(em ->
                new TestingCluster(em, "node-2", "host-2", second).cluster().leave());
        desk.on(new Announced(Leases.FREE, second + " node-2"));

        until("a wish for host-2 to be carried out", () -> {
            desk.beat();
            return alpha().pid() != 0;
        });
        assertThat(holder("host/host-2")).isEqualTo("node-1");
        assertThat(there.starts()).singleElement().asString().contains("\"server\":\"alpha\"");
        assertThat(here.config.directory().resolve("starts.log")).isEmptyFile();

        assertThat(desk.stdio.plain(alpha())).hasHost(alpha().port() + ".host-2.host.invalid");
        until("the server to listen", () -> called(desk.stdio.plain(alpha())));
        assertThat(call(desk.stdio.plain(alpha())).body())
                .as("it knows itself by its own host's loopback")
                .isEqualTo("127.0.0.1:" + alpha().port());

        database.inTransaction(em ->
                new TestingCluster(em, "node-2", "host-2", second).cluster().join());
        until("the host to be left to its own node", () -> {
            desk.beat();
            return holder("host/host-2").isEmpty();
        });
    }

    @Test
    void aHostThatComesBackAfterItsServersHaveLeftItStopsTheirCopiesAndStartsNothing() throws Exception {
        database.inTransaction(em ->
                new TestingCluster(em, "node-2", "host-2", second).cluster().leave());
        until("alpha to run on host-2", () -> {
            desk.beat();
            return alpha().pid() != 0;
        });
        ProcessHandle copy = ProcessHandle.of(alpha().pid()).orElseThrow();
        there.freeze(true);
        // Both hosts are this machine: one port is not there for both.
        InstanceKey other = new InstanceKey("beta", 0);
        database.inTransaction(
                em -> TestingFleet.of(em, Clock.systemUTC(), new TestingEvent<>(), TestingNodes.leases(em, first))
                        .wish(List.of(new Wish("sample", other, "host-1", DEFINITION, 1, alpha().port()))));

        dies("host-2");
        database.inTransaction(em -> {
            Leases leases = TestingNodes.leases(em, first);
            Fleet fleet = TestingFleet.of(em, Clock.systemUTC(), new TestingEvent<>(), leases);
            Lease lease = leases.seize(Host.lease("host-2"), "placement", Duration.ofSeconds(30))
                    .orElseThrow();
            assertThat(TestingFleet.relocations(em, fleet)
                            .lose(List.of(new Relocation(ALPHA, 1, "host-2", "host-1", "host-2 is dead")), lease))
                    .isTrue();
            leases.release(lease);
        });
        until("alpha to run on host-1", () -> {
            desk.look();
            return alpha().pid() != 0;
        });
        assertThat(alpha().generation()).isEqualTo(2);
        assertThat(here.starts()).singleElement().asString().contains("\"server\":\"alpha\"");
        assertThat(serves(copy)).as("cut off, but alive").isTrue();

        there.freeze(false);
        until("what is left of it to be stopped", () -> {
            desk.beat();
            return !serves(copy);
        });
        assertThat(there.starts()).as("nothing was started there again").hasSize(1);
        assertThat(here.starts()).hasSize(1);
        assertThat(alpha().host()).isEqualTo("host-1");
        assertThat(call(desk.stdio.plain(alpha())).body()).isEqualTo("127.0.0.1:" + alpha().port());
    }

    private static boolean serves(ProcessHandle process) {
        return process.isAlive();
    }

    private void dies(String host) {
        database.inTransaction(
                em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp() WHERE name = :name")
                        .setParameter("name", Host.lease(host))
                        .executeUpdate());
    }

    @Test
    void whatIsAskedOfAHostIsAskedOfItsAgent() throws Exception {
        until("the agent of host-2 to be reached", () -> {
            desk.beat();
            return reached();
        });

        assertThat(desk.link("host-2")
                        .ask(AgentConnection.question("hello"))
                        .path("agent")
                        .path("host")
                        .asText())
                .isEqualTo("host-2");
        assertThatThrownBy(() -> desk.link("host-3"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("host-3");
    }

    @Test
    void aPortThatIsNoServersLeadsNowhere() throws Exception {
        until("the agent of host-2 to be reached", () -> {
            desk.beat();
            return reached();
        });
        try (ServerSocket database = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI stranger = desk.stdio.plain(alpha());
            URI there = URI.create(stranger.toString().replaceFirst("\\d+", "" + database.getLocalPort()));

            assertThatThrownBy(() -> call(there)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAgentWithAnotherKeyIsNotBelieved() throws Exception {
        desk.end();
        desk = desk(strangers);
        desk.beat();
        until("the agent of host-2 to be tried", () -> {
            desk.beat();
            return desk.of("host-2")
                    .filter(afar -> afar.link().status().detail().contains("not reached"))
                    .isPresent();
        });

        assertThat(reached()).isFalse();
    }

    private Reconciler desk(Path key) {
        Reconciler made = new Reconciler();
        made.config = here.config;
        made.doors = TestingDoors.of(key, TestingAgent.SECRET);
        TestingNodes.fill(made, database, first, Map.of("alpha", DEFINITION));
        made.traffic = new Traffic();
        made.clock = Clock.systemUTC();
        made.lists = new TestingEvent<>();
        made.stdio = new StdioBridge();
        made.stdio.moved = new TestingEvent<>();
        made.executor = proxy(ManagedExecutorService.class, threads);
        made.scheduler = proxy(ManagedScheduledExecutorService.class, later);
        made.threads = proxy(ManagedThreadFactory.class, threads);
        threads.execute(made.begin());
        return made;
    }

    private static <T> T proxy(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                TwoHostsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, given) -> method.getName().equals("newThread")
                        ? new Thread((Runnable) given[0])
                        : method.invoke(real, given)));
    }

    private boolean reached() {
        return desk.of("host-2")
                .filter(afar -> afar.link().status().connected())
                .isPresent();
    }

    private Instance alpha() {
        return database.fromTransaction(
                em -> TestingFleet.of(em, Clock.systemUTC(), new TestingEvent<>(), TestingNodes.leases(em, first))
                        .find(ALPHA)
                        .orElseThrow());
    }

    /** Empty for nobody. */
    private String holder(String lease) {
        return database.fromTransaction(
                em -> TestingNodes.watcher(em).elsewhere(lease).orElse(""));
    }

    private boolean called(URI address) {
        try {
            return call(address).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException told) {
            throw new IllegalStateException(told);
        }
    }

    private HttpResponse<String> call(URI address) throws IOException, InterruptedException {
        HttpClient http = new PinnedClient(Outbound.ofSettings().with(desk.doors), HttpClient::newBuilder);
        return http.send(
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new java.io.UncheckedIOException(none);
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
