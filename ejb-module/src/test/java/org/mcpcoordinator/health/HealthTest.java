package org.mcpcoordinator.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.runtime.StdioBridge;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingExecutor;
import org.mcpcoordinator.testing.TestingInstances;

/** The desk under leases that come and go; the one server is refused. */
class HealthTest {
    private final List<Long> toldUnder = new ArrayList<>();
    private final Health health = new Health();
    private volatile long now = 1_000_000_000_000L;
    private long epoch = 7;
    private boolean ours = true;

    @BeforeEach
    void begin() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Instance instance = TestingInstances.at("s", InstanceState.HEALTHY, port, "http://127.0.0.1:" + port + "/mcp");
        health.clock = new TestingClock();
        health.erasMet = new TestingEvent<>();
        health.executor = TestingExecutor.of(Runnable::run);
        health.cluster = new Cluster() {
            @Override
            public String localHost() {
                return instance.host();
            }

            @Override
            public boolean isAlone() {
                return true;
            }
        };
        health.leases = new Leases() {
            @Override
            public Optional<Lease> acquire(String name, Duration ttl) {
                return ours ? Optional.of(new Lease(name, "node-1", epoch, Instant.MAX)) : Optional.empty();
            }
        };
        health.announcements = new Announcements() {
            @Override
            public Optional<String> heardFromOthers(Announced announced, String channel) {
                return Optional.empty();
            }
        };
        health.fleet = new Fleet() {
            @Override
            public List<Instance> onHost(String host) {
                return List.of(instance);
            }

            @Override
            public boolean observe(Collection<? extends Observation> seen, @Nullable Lease under, long epochOfHost) {
                toldUnder.add(under == null ? 0 : under.epoch());
                return true;
            }
        };
        health.callees = new Callees() {
            @Override
            public StdioBridge.Address address(Instance asked) {
                return new StdioBridge.Address(URI.create(asked.endpoint()), Map.of());
            }

            @Override
            public URI plain(Instance asked) {
                return URI.create(asked.endpoint());
            }

            @Override
            ServerDefinition.Health health(Instance asked) {
                return ServerDefinition.Health.USUAL;
            }
        };
        health.begin(() -> now);
        survey();
    }

    @AfterEach
    void end() {
        health.end();
    }

    @Test
    void threeMissesAreToldUnderTheLeaseTheyWereFoundUnder() {
        miss(3);

        assertThat(toldUnder).containsExactly(7L);
    }

    @Test
    void whoAsksUnderAnotherEpochCountsFromTheBeginning() {
        miss(2);
        epoch = 8;
        survey();

        miss(2);
        assertThat(toldUnder).as("two of before count for nothing").isEmpty();
        miss(1);
        assertThat(toldUnder).containsExactly(8L);
    }

    @Test
    void whatWasFoundUnderAnEpochThatIsOverIsNotToldUnderTheNext() {
        miss(2);
        missUntold();
        epoch = 8;
        survey();

        assertThat(toldUnder).isEmpty();
    }

    @Test
    void whoLosesTheLeaseAndGetsItAgainBeginsAnew() {
        miss(2);
        missUntold();
        ours = false;
        survey();
        assertThat(health.figures().watched()).isZero();
        ours = true;
        survey();

        miss(2);
        assertThat(toldUnder).isEmpty();
    }

    /** The lease is asked for again, and what was read is taken. */
    private void survey() {
        health.on(new Announced(Leases.FREE, ""));
        health.step();
    }

    private void miss(int times) {
        for (int i = 0; i < times; i++) {
            missUntold();
            health.step();
        }
    }

    /** The next question falls due and is refused; nobody has looked what follows from that. */
    private void missUntold() {
        long before = health.figures().probes();
        while (health.figures().probes() == before) {
            now += Duration.ofMillis(100).toNanos();
            health.ask();
        }
        PatrolTest.until(() -> health.figures().inFlight() == 0);
    }
}
