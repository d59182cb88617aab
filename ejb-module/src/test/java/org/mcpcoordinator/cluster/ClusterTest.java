package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class ClusterTest {
    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> Stream.of("DELETE FROM lease", "DELETE FROM node", "DELETE FROM host")
                .forEach(sql -> em.createNativeQuery(sql).executeUpdate()));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aNodeThatJoinedIsUpAndItsHostWaitsForItsAgent() {
        LocalNode node = life("node-1");
        join(node);
        assertThat(nodes()).singleElement().satisfies(seen -> {
            assertThat(seen.name()).isEqualTo("node-1");
            assertThat(seen.host()).isEqualTo("machine");
            assertThat(seen.state()).isEqualTo(NodeState.UP);
            assertThat(seen.url()).isEqualTo("http://127.0.0.1:8480");
            assertThat(seen.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(seen.startedAt()).isBefore(seen.seenAt());
        });
        assertThat(hosts()).singleElement().satisfies(host -> {
            assertThat(host.state()).isEqualTo(HostState.AGENT_AWAY);
            assertThat(host.agent()).isNull();
        });
    }

    @Test
    void anAgentThatWasSeenMakesItsHostUpEvenWithoutANode() {
        with(life("node-1"), cluster -> {
            cluster.agentSeen("far", report("10.0.0.7:8743"));
            return true;
        });
        assertThat(hosts()).singleElement().satisfies(host -> {
            assertThat(host.state()).isEqualTo(HostState.UP);
            assertThat(host.address()).isEqualTo("10.0.0.7:8743");
            assertThat(host.placing()).isEqualTo(Placing.OPEN);
            assertThat(host.capacity()).isEqualTo(new Capacity(24L << 30, 2));
            assertThat(host.leftAt()).isNull();
            assertThat(host.agent()).isNotNull().satisfies(agent -> {
                assertThat(agent.pid()).isEqualTo(77);
                assertThat(agent.version()).isEqualTo("0.1.0");
                assertThat(agent.bootId()).isEqualTo("boot-a");
            });
        });
    }

    @Test
    void fifteenSecondsOfSilenceMakeNodeAndHostDead() {
        join(life("node-1"));
        age("14.5 seconds");
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.UP);
        age("0.6 seconds");
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.DEAD);
        assertThat(hosts()).extracting(Host::state).containsExactly(HostState.DEAD);
    }

    @Test
    void aHostIsNotDeadWhileAnybodyHoldsItsLease() {
        LocalNode far = new LocalNode(new ClusterConfig("elsewhere", "node-2", ""), UUID.randomUUID());
        join(far);
        with(far, cluster -> {
            cluster.agentSeen("machine", report(null));
            return true;
        });
        database.inTransaction(
                em -> assertThat(new TestingCluster(em, far).leases().acquire(Host.lease("machine"), Cluster.SILENCE))
                        .isPresent());
        ageAgents("16 seconds");
        assertThat(host("machine").state()).isEqualTo(HostState.AGENT_AWAY);
        assertThat(host("machine").address()).isNull();
        expire();
        assertThat(host("machine").state()).isEqualTo(HostState.DEAD);
    }

    @Test
    void aHeartbeatBringsASilentNodeBack() {
        LocalNode node = life("node-1");
        join(node);
        age("1 hour");
        assertThat(beats(node)).isTrue();
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.UP);
        assertThat(hosts()).extracting(Host::state).containsExactly(HostState.AGENT_AWAY);
    }

    @Test
    void aNodeThatSaidGoodByeHasLeftAndIsUpAgainAfterItsNextStart() {
        LocalNode node = life("node-1");
        join(node);
        leave(node);
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.LEFT);
        join(life("node-1"));
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.UP);
    }

    @Test
    void theEarlierLifeOfANodeNeitherBeatsNorLeavesForTheLater() {
        LocalNode earlier = life("node-1");
        join(earlier);
        join(life("node-1"));
        assertThat(beats(earlier)).isFalse();
        leave(earlier);
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.UP);
    }

    @Test
    void twoNodesMayShareAHost() {
        join(life("node-1"));
        join(life("node-2"));
        assertThat(nodes()).extracting(Node::name).containsExactly("node-1", "node-2");
        assertThat(hosts()).hasSize(1);
    }

    @Test
    void aHeartbeatTellsWhatTheNodeSeesAndWhetherItIsAlone() {
        LocalNode node = life("node-1");
        join(node);
        assertThat(node.isAlone()).as("nobody has looked yet").isFalse();
        with(node, cluster -> {
            cluster.viewedBy(() -> new NodeView(7, 90, 88, "0123abcd"));
            return cluster.beat();
        });
        assertThat(node.isAlone()).isTrue();
        assertThat(nodes()).singleElement().satisfies(seen -> {
            assertThat(seen.view()).isEqualTo(new NodeView(7, 90, 88, "0123abcd"));
            assertThat(seen.lagMillis()).isEqualTo(-1);
        });

        node.heard(new Announced(LocalNode.JOINED, "node-2"));
        assertThat(node.isAlone()).as("told before its next heartbeat").isFalse();
        join(life("node-2"));
        beats(node);
        assertThat(node.isAlone()).isFalse();
        age("16 seconds");
        beats(node);
        assertThat(node.isAlone()).as("the other one is silent").isTrue();
    }

    /** It is not among those that the heartbeat finds, and nobody would tell it anything until the next one. */
    @Test
    void whoJoinsWhileAHeartbeatLooksIsNotOverlooked() {
        LocalNode node = life("node-1");
        join(node);
        with(node, cluster -> {
            cluster.viewedBy(() -> {
                node.heard(new Announced(LocalNode.JOINED, "node-2"));
                return NodeView.NONE;
            });
            return cluster.beat();
        });
        assertThat(node.isAlone()).isFalse();
        beats(node);
        assertThat(node.isAlone()).isTrue();
    }

    @Test
    void aNodeThatHearsItsOwnHeartbeatKnowsHowLateItHears() {
        LocalNode node = life("node-1");
        String word = node.nextWord();
        node.heard(new Announced(LocalNode.BEAT, word));
        assertThat(node.lag()).isBetween(0L, 5_000L);
        node.nextWord();
        node.heard(new Announced(LocalNode.BEAT, word));
        assertThat(node.lag()).as("the last one is not heard yet").isNotNegative();
    }

    @Test
    void whoLeavesGivesItsLeasesAndLocksBack() {
        LocalNode node = life("node-1");
        LocalNode other = life("node-2");
        join(node);
        join(other);
        database.inTransaction(em -> new TestingCluster(em, node).leases().acquire("host/x", Cluster.SILENCE));
        database.inTransaction(em -> new TestingCluster(em, node).locks().take("report"));
        assertThat(nodes()).extracting(Node::holds).containsExactly(List.of("host/x", "lock/report"), List.of());
        leave(node);
        assertThat(nodes()).extracting(Node::holds).containsExactly(List.of(), List.of());
        database.inTransaction(
                em -> assertThat(new TestingCluster(em, other).leases().acquire("host/x", Cluster.SILENCE))
                        .get()
                        .extracting(Lease::epoch)
                        .isEqualTo(2L));
    }

    @Test
    void whoIsDrainedLivesAndGivesItsLeasesToOthersButKeepsItsLocks() {
        LocalNode node = life("node-1");
        LocalNode other = life("node-2");
        join(node);
        join(other);
        take("host/x", node);
        database.inTransaction(em -> new TestingCluster(em, node).locks().take("report"));
        drain("node-1");
        assertThat(nodes()).extracting(Node::state).containsExactly(NodeState.DRAINING, NodeState.UP);
        assertThat(nodes()).extracting(Node::holds).containsExactly(List.of("lock/report"), List.of());
        assertThat(take("host/y", node)).as("even what nobody has").isEmpty();
        assertThat(take("host/x", other)).get().extracting(Lease::epoch).isEqualTo(2L);
    }

    @Test
    void whoIsDrainedLearnsOfItAndStaysSoInItsNextLife() {
        LocalNode node = life("node-1");
        join(node);
        join(life("node-2"));
        drain("node-1");
        assertThat(beats(node)).isTrue();
        assertThat(node.isDraining()).isTrue();
        LocalNode next = life("node-1");
        join(next);
        assertThat(next.isDraining()).as("before its first heartbeat").isTrue();
        with(next, cluster -> {
            cluster.undrain("node-1");
            return cluster.beat();
        });
        assertThat(next.isDraining()).isFalse();
        assertThat(take("host/x", next)).isPresent();
    }

    @Test
    void whoIsDrainedTakesLeasesAllTheSameWhereNobodyElseIsLeft() {
        LocalNode node = life("node-1");
        join(node);
        join(life("node-2"));
        drain("node-1");
        assertThat(take("host/x", node)).isEmpty();
        age("16 seconds");
        assertThat(take("host/x", node)).isPresent();
    }

    @Test
    void theLastThatServesIsNotDrained() {
        join(life("node-1"));
        assertThatThrownBy(() -> drain("node-1")).hasMessageContaining("No other node is up to take what node-1 does");
        join(life("node-2"));
        drain("node-1");
        assertThatThrownBy(() -> drain("node-2")).as("the other one is drained").hasMessageContaining("No other node");
        assertThatThrownBy(() -> drain("node-3")).hasMessageContaining("There is no node node-3");
    }

    @Test
    void onlyWhoIsGoneIsForgotten() {
        LocalNode node = life("node-1");
        join(node);
        assertThatThrownBy(() -> forget("node-1")).hasMessageContaining("node-1 is alive");
        leave(node);
        forget("node-1");
        assertThat(nodes()).isEmpty();
        assertThat(beats(node)).isFalse();
    }

    private void drain(String name) {
        with(life("reader"), cluster -> {
            cluster.drain(name);
            return true;
        });
    }

    private void forget(String name) {
        with(life("reader"), cluster -> {
            cluster.forget(name);
            return true;
        });
    }

    private Optional<Lease> take(String lease, LocalNode node) {
        return database.fromTransaction(
                em -> new TestingCluster(em, node).leases().acquire(lease, Cluster.SILENCE));
    }

    @Test
    void theSettingsHaveDefaultsAndBounds() {
        ClusterConfig usual = ClusterConfig.fromSettings();
        assertThat(usual.hostName()).isEqualTo("local");
        assertThat(usual.nodeName()).isNotEmpty();
        assertThatThrownBy(() -> new ClusterConfig("two words", "n", ""))
                .hasMessageContaining("coordinator.cluster.host-name=two words");
        assertThatThrownBy(() -> new ClusterConfig("h", "", "")).hasMessageContaining("coordinator.cluster.node-name");
        assertThatThrownBy(() -> new ClusterConfig("h", "n", "x".repeat(201)))
                .hasMessageContaining("coordinator.cluster.node-url");
    }

    private static LocalNode life(String name) {
        return new LocalNode(new ClusterConfig("machine", name, "http://127.0.0.1:8480"), UUID.randomUUID());
    }

    private void join(LocalNode node) {
        with(node, cluster -> {
            cluster.join();
            return true;
        });
    }

    private boolean beats(LocalNode node) {
        return with(node, Cluster::beat);
    }

    private void leave(LocalNode node) {
        with(node, cluster -> {
            cluster.leave();
            return true;
        });
    }

    private List<Node> nodes() {
        return with(life("reader"), Cluster::nodes);
    }

    private static AgentReport report(@Nullable String address) {
        return new AgentReport(77, "0.1.0", "boot-a", address, new Capacity(24L << 30, 2));
    }

    private Host host(String name) {
        return hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Host> hosts() {
        return with(life("reader"), Cluster::hosts);
    }

    private <T> T with(LocalNode node, Function<Cluster, T> work) {
        return database.fromTransaction(em -> work.apply(new TestingCluster(em, node).cluster()));
    }

    private void ageAgents(String interval) {
        age(interval);
        database.inTransaction(em -> em.createNativeQuery(
                        "UPDATE host SET agent_seen_at = agent_seen_at - CAST('" + interval + "' AS interval)")
                .executeUpdate());
    }

    private void expire() {
        database.inTransaction(em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp()")
                .executeUpdate());
    }

    private void age(String interval) {
        database.inTransaction(em -> {
            String by = " SET seen_at = seen_at - CAST('" + interval + "' AS interval)";
            em.createNativeQuery("UPDATE node" + by).executeUpdate();
            em.createNativeQuery("UPDATE host" + by).executeUpdate();
        });
    }
}
