package org.mcpcoordinator.runtime;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.AgentReport;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.fleet.Correction;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Repairs;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/** The desks behind a reconciler of node {@code node-1} on {@code host-1}; each call is a transaction of its own, as in the product. */
final class TestingNodes {
    private TestingNodes() {}

    static Leases leases(EntityManager em, UUID incarnation) {
        return new TestingCluster(em, "node-1", "host-1", incarnation).leases();
    }

    /** Of a node that holds nothing. */
    static Leases watcher(EntityManager em) {
        return new TestingCluster(em, "watcher", "host-1", UUID.randomUUID()).leases();
    }

    static void fill(
            Reconciler desk, TestingDatabase database, UUID incarnation, Map<String, ServerDefinition> definitions) {
        desk.fleet = new EachFleet(database, incarnation);
        desk.leases = new EachLeases(database, incarnation);
        desk.cluster = new EachCluster(database, incarnation);
        desk.announcements = new Announcements() {
            @Override
            public void announce(String channel, String payload) {
                database.inTransaction(em -> new TestingCluster(em, "node-1", "host-1", incarnation)
                        .announcements()
                        .announce(channel, payload));
            }

            @Override
            public void tellOthers(String channel, String words) {
                announce(channel, incarnation + " " + words);
            }
        };
        desk.secrets = new Secrets() {
            @Override
            public Map<String, String> reveal(Set<String> names) {
                return Map.of();
            }
        };
        desk.definitions = new Definitions() {
            @Override
            public Map<String, ServerDefinition> of(long revision) {
                return definitions;
            }
        };
        desk.causes = new Causes() {
            @Override
            String of(Instance instance) {
                return "rollout 1";
            }
        };
        desk.drifts = new Drifts() {
            @Override
            public void note(String host, Collection<Drift> found, Collection<Drift> gone, Lease under) {
                // Nobody looks at them here.
            }
        };
        desk.repairs = new Repairs() {
            @Override
            public void correct(Collection<Correction> wanted, Lease under) {
                desk.fleet.correct(wanted);
            }
        };
    }

    private static final class EachFleet extends Fleet {
        private final TestingDatabase database;
        private final UUID incarnation;

        EachFleet(TestingDatabase database, UUID incarnation) {
            this.database = database;
            this.incarnation = incarnation;
        }

        private <T> T in(Function<Fleet, T> work) {
            return database.fromTransaction(em -> work.apply(TestingFleet.of(
                    em, Clock.systemUTC(), new TestingEvent<>(), TestingNodes.leases(em, incarnation))));
        }

        @Override
        public List<Instance> onHost(String host) {
            return in(fleet -> fleet.onHost(host));
        }

        @Override
        public boolean observe(Collection<? extends Observation> seen, Lease under, long epoch) {
            return in(fleet -> fleet.observe(seen, under, epoch));
        }

        @Override
        public void correct(Collection<Correction> corrections) {
            in(fleet -> {
                fleet.correct(corrections);
                return fleet;
            });
        }
    }

    private static final class EachLeases extends Leases {
        private final TestingDatabase database;
        private final UUID incarnation;

        EachLeases(TestingDatabase database, UUID incarnation) {
            this.database = database;
            this.incarnation = incarnation;
        }

        @Override
        public Optional<Lease> acquire(String name, Duration ttl) {
            return database.fromTransaction(
                    em -> TestingNodes.leases(em, incarnation).acquire(name, ttl));
        }

        @Override
        public boolean holds(Lease lease) {
            return database.fromTransaction(
                    em -> TestingNodes.leases(em, incarnation).holds(lease));
        }

        @Override
        public void release(Lease lease) {
            database.inTransaction(em -> TestingNodes.leases(em, incarnation).release(lease));
        }
    }

    private static final class EachCluster extends Cluster {
        private final TestingDatabase database;
        private final UUID incarnation;

        EachCluster(TestingDatabase database, UUID incarnation) {
            this.database = database;
            this.incarnation = incarnation;
        }

        private <T> T in(Function<Cluster, T> work) {
            return database.fromTransaction(
                    em -> work.apply(new TestingCluster(em, "node-1", "host-1", incarnation).cluster()));
        }

        @Override
        public String localHost() {
            return "host-1";
        }

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public Duration hearing() {
            return Duration.ofMinutes(1);
        }

        @Override
        public List<Host> hosts() {
            return in(Cluster::hosts);
        }

        @Override
        public List<Node> nodes() {
            return in(Cluster::nodes);
        }

        @Override
        public void agentSeen(String host, AgentReport said) {
            in(cluster -> {
                cluster.agentSeen(host, said);
                return cluster;
            });
        }
    }
}
