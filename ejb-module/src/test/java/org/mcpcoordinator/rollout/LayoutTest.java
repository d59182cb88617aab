package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.testing.TestingServers;

/** Servers whose ports belong to others by now are moved while they serve. */
@ExtendWith(TestingRollouts.Provider.class)
class LayoutTest {
    private static final PortLayout LAYOUT = new PortLayout(PortLayout.DEFAULT_BASE);
    private static final Set<Category> FOUR =
            Set.of(Category.DATABASE, Category.FILESYSTEM, Category.API, Category.AI_ML);
    /** Ports of each category in layout 1. */
    private static final int NARROW = 50;

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void seventyFiveServersOfLayoutOneMoveToLayoutTwoWithoutBeingAwayAndTheFleetGrows() {
        List<ServerDefinition> thousand = TestingServers.many(1000);
        List<ServerDefinition> servers = thousand.stream()
                .filter(server -> FOUR.contains(server.category()))
                .limit(75)
                .toList();
        rollOut(servers, false);
        putOnLayoutOne();
        assertThat(instances()).filteredOn(each -> !isAtHome(each)).hasSizeGreaterThan(50);

        rollOut(servers, true);

        assertThat(instances()).hasSize(75).allMatch(LayoutTest::isAtHome).allMatch(each -> each.beside() == null);
        assertThat(instances()).extracting(Instance::port).doesNotHaveDuplicates();
        rollOut(thousand, true);
        assertThat(instances()).hasSize(1000).allMatch(each -> each.state() == InstanceState.HEALTHY);
        assertThat(instances()).extracting(Instance::port).doesNotHaveDuplicates();
        assertThat(leases()).isEqualTo(1000);
    }

    @Test
    void twoServersThatWantEachOthersPlaceAreHomeWhenTheRolloutEnds() {
        List<ServerDefinition> servers = twoFullCategories();
        rollOut(servers, false);
        List<Integer> before = ports("file-0", "api-0");

        servers.set(0, TestingServers.builtin("file-0", Category.API, "2"));
        servers.set(1, TestingServers.builtin("api-0", Category.FILESYSTEM, "2"));
        Plan plan = world.in(room -> room.rollouts.plan(world.catalog.file("sample", servers), TestingRollouts.ANNA));
        assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("1 server waits on a port of the reserve"));
        rollOut(servers, true);

        assertThat(ports("file-0", "api-0")).containsExactly(before.get(1), before.get(0));
        assertThat(instances()).hasSize(200).allMatch(LayoutTest::isAtHome);
        assertThat(leases()).isEqualTo(200);
        assertThat(instances().stream().mapToLong(Instance::generation).sum()).isEqualTo(200 + 2 + 1);
    }

    @Test
    void aCircleOfThreeOfWhomOneMustNotRunTwiceIsHomeWhenTheRolloutEnds() {
        List<ServerDefinition> servers = twoFullCategories();
        IntStream.range(0, PortLayout.WIDTH)
                .forEach(i -> servers.add(TestingServers.builtin("db-" + i, Category.DATABASE, "1")));
        servers.set(0, TestingServers.alone("file-0", Category.FILESYSTEM, "1"));
        rollOut(servers, false);

        servers.set(0, TestingServers.alone("file-0", Category.API, "2"));
        servers.set(1, TestingServers.builtin("api-0", Category.DATABASE, "2"));
        servers.set(200, TestingServers.builtin("db-0", Category.FILESYSTEM, "2"));
        rollOut(servers, false);

        assertThat(instances()).hasSize(300).allMatch(LayoutTest::isAtHome).allMatch(each -> each.beside() == null);
        assertThat(leases()).isEqualTo(300);
    }

    @Test
    void whoIsInTheWayLeavesBeforeTheOthersComeAndNobodyIsParked() {
        List<ServerDefinition> servers = twoFullCategories();
        rollOut(servers, false);

        servers.set(0, TestingServers.builtin("file-0", Category.API, "2"));
        servers.set(1, TestingServers.builtin("api-0", Category.DATABASE, "2"));
        rollOut(servers, true);

        assertThat(instances()).allMatch(LayoutTest::isAtHome);
        assertThat(instances().stream().mapToLong(Instance::generation).sum()).isEqualTo(200 + 2);
    }

    @Test
    void aServerThatFailsOnItsWayHomeCountsAsFailedAndServesOnFromTheReserve() {
        List<ServerDefinition> servers = twoFullCategories();
        rollOut(servers, false);
        servers.set(0, TestingServers.builtin("file-0", Category.API, "2"));
        servers.set(1, TestingServers.builtin("api-0", Category.FILESYSTEM, "2"));
        Rollout rollout = world.request(world.catalog.file("sample", servers), List.of(), "quick");
        Ticket ticket = world.open(rollout);

        GateAnswer.Kind answer = driveWith(ticket, this::failOnTheWayHome);

        assertThat(answer).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("BATCH_FAILED");
        assertThat(instances()).hasSize(200).allMatch(Instance::routable);
        assertThat(instances()).filteredOn(each -> !isAtHome(each)).hasSize(1);
    }

    private void failOnTheWayHome() {
        world.in(room -> {
            room.fleet.parked("local").stream()
                    .flatMap(each -> each.next().stream())
                    .forEach(next -> room.fleet.observe(List.of(new Observation.GivenUp(
                            next.key(), next.generation(), Reason.LAUNCH_FAILED, "no such program"))));
            return 0;
        });
    }

    private GateAnswer.Kind driveWith(Ticket ticket, Runnable meanwhile) {
        GateAnswer.Kind answer = GateAnswer.Kind.GO;
        for (int phase = 0; phase < ticket.phases() && answer == GateAnswer.Kind.GO; phase++) {
            world.wishAll(ticket, phase);
            answer = world.look(ticket, phase);
            for (int i = 0; answer == GateAnswer.Kind.WAIT && i < 400; i++) {
                meanwhile.run();
                world.hostsDoTheirWork();
                world.clock.advance(Duration.ofMillis(500));
                answer = world.look(ticket, phase);
            }
        }
        return answer;
    }

    /** file-0, api-0, file-1, api-1 ... up to a hundred of each. */
    private static List<ServerDefinition> twoFullCategories() {
        List<ServerDefinition> servers = new ArrayList<>();
        IntStream.range(0, PortLayout.WIDTH).forEach(i -> {
            servers.add(TestingServers.builtin("file-" + i, Category.FILESYSTEM, "1"));
            servers.add(TestingServers.builtin("api-" + i, Category.API, "1"));
        });
        return servers;
    }

    /** Drives a rollout to its end; looks after each step that nobody who served is away. */
    private void rollOut(List<ServerDefinition> servers, boolean allServe) {
        Rollout rollout = world.request(world.catalog.file("sample", servers), List.of(), "quick");
        Ticket ticket = world.in(room -> room.steps.open(rollout.id(), 1000 + rollout.id(), rollout.executionId()));
        Set<String> before =
                Set.copyOf(instances().stream().map(each -> each.key().server()).toList());
        for (int phase = 0; phase < ticket.phases(); phase++) {
            world.wishAll(ticket, phase);
            GateAnswer.Kind answer = world.look(ticket, phase);
            for (int i = 0; answer == GateAnswer.Kind.WAIT && i < 400; i++) {
                world.hostsDoTheirWork();
                if (allServe) {
                    assertThat(instances())
                            .filteredOn(each -> before.contains(each.key().server()))
                            .allMatch(Instance::routable);
                }
                world.clock.advance(Duration.ofMillis(500));
                answer = world.look(ticket, phase);
            }
            assertThat(answer).isEqualTo(GateAnswer.Kind.GO);
        }
        world.in(room -> room.steps.close(ticket));
        world.hostsDoTheirWork();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
    }

    private void putOnLayoutOne() {
        world.database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM port_lease").executeUpdate();
            em.createNativeQuery("""
                            UPDATE instance i SET port = n.port, endpoint = 'http://127.0.0.1:' || n.port || '/mcp'
                              FROM (SELECT server, :base + :width * array_position(
                                             ARRAY['database', 'filesystem', 'api', 'ai-ml'], category::text) - :width
                                             + row_number() OVER (PARTITION BY category ORDER BY server) - 1 AS port
                                      FROM instance) n
                             WHERE n.server = i.server""")
                    .setParameter("base", PortLayout.DEFAULT_BASE)
                    .setParameter("width", NARROW)
                    .executeUpdate();
            em.createNativeQuery(
                            "INSERT INTO port_lease (host, port, server, replica) SELECT host, port, server, replica FROM instance")
                    .executeUpdate();
        });
    }

    private static boolean isAtHome(Instance instance) {
        Category category = Category.of(instance.category()).orElseThrow();
        int port = instance.port();
        return port >= LAYOUT.first(category) && port < LAYOUT.first(category) + PortLayout.WIDTH;
    }

    private List<Integer> ports(String... servers) {
        return instances().stream()
                .filter(each -> List.of(servers).contains(each.key().server()))
                .sorted(Comparator.comparing(
                        each -> List.of(servers).indexOf(each.key().server())))
                .map(Instance::port)
                .toList();
    }

    private List<Instance> instances() {
        return world.in(room -> room.fleet.all());
    }

    private int leases() {
        return world.database.fromTransaction(em -> ((Number)
                        em.createNativeQuery("SELECT count(*) FROM port_lease").getSingleResult())
                .intValue());
    }
}
