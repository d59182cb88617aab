package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.testing.TestingServers;

/** A server that serves gets another definition and is not taken away for it. */
@ExtendWith(TestingWorld.Provider.class)
class UpdateTest {
    private static final InstanceKey KEY = new InstanceKey("alpha", 0);

    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    @Test
    void aBuiltInServerIsSwappedOnItsPortAndRoutedAllTheTime() {
        Instance before = running(builtin("1"));

        letGo(builtin("2"));
        assertThat(world.only().routable()).isTrue();
        assertThat(next().side()).isEqualTo(before.side());
        observe(new Observation.Started(KEY, 2, 1, 42));
        assertThat(world.only().routable()).isTrue();
        assertThat(world.only().generation()).isEqualTo(1);
        observe(new Observation.Answers(KEY, 2));

        Instance after = world.only();
        assertThat(after.routable()).isTrue();
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.definitionHash()).isEqualTo(builtin("2").hash());
        assertThat(after.port()).isEqualTo(before.port());
        assertThat(after.beside()).isNull();
        assertThat(world.leases()).containsExactly(before.port());
        assertThat(world.events.fired())
                .allSatisfy(event -> assertThat(event.moves())
                        .allSatisfy(move -> assertThat(move.before() != null
                                        && move.before().routable()
                                        && !move.any().routable())
                                .isFalse()));
    }

    @Test
    void aProgramComesUpBesideTheOneThatServesAndTakesItsPlaceWhenItAnswers() {
        Instance before = running(program("1", 1));

        letGo(program("2", 1));
        Instance next = next();
        assertThat(next.side()).isEqualTo(1);
        assertThat(next.port()).isNotEqualTo(before.port()).isPositive();
        assertThat(world.leases()).containsExactlyInAnyOrder(before.port(), next.port());
        observe(new Observation.Started(KEY, 2, 1, 43));
        assertThat(world.only().endpoint()).isEqualTo(before.endpoint());
        observe(new Observation.Answers(KEY, 2));

        Instance after = world.only();
        assertThat(after.endpoint()).isEqualTo(next.endpoint());
        assertThat(after.pid()).isEqualTo(43);
        assertThat(after.last()).hasValueSatisfying(last -> {
            assertThat(last.port()).isEqualTo(before.port());
            assertThat(last.desired()).isEqualTo(Desired.STOPPED);
            assertThat(last.pid()).isEqualTo(42);
        });
        assertThat(world.leases()).containsExactlyInAnyOrder(before.port(), next.port());
        observe(new Observation.Gone(KEY, 1));
        assertThat(world.only().beside()).isNull();
        assertThat(world.leases()).containsExactly(next.port());
    }

    @Test
    void aProgramThatSpeaksStdioIsReplacedTheSameWayAndTakesNoPort() {
        Instance before = running(stdio("1", 1));
        assertThat(before.port()).isZero();
        assertThat(before.endpoint()).isEqualTo("stdio:alpha/0/0");
        assertThat(before.speaksStdio()).isTrue();

        letGo(stdio("2", 1));
        assertThat(next().endpoint()).isEqualTo("stdio:alpha/0/1");
        observe(new Observation.Started(KEY, 2, 1, 43), new Observation.Answers(KEY, 2));

        assertThat(world.only().endpoint()).isEqualTo("stdio:alpha/0/1");
        assertThat(world.only().last()).isPresent();
        observe(new Observation.Gone(KEY, 1));
        assertThat(world.leases()).isEmpty();

        letGo(program("3", 1));
        assertThat(next().port()).isPositive();
    }

    @Test
    void aProgramOnPipesThatMustNotRunTwiceFollowsItselfOnItsSide() {
        running(stdio("1", 0));

        letGo(stdio("2", 0));

        assertThat(world.only().endpoint()).isEqualTo("stdio:alpha/0/0");
        assertThat(world.only().generation()).isEqualTo(2);
        assertThat(world.only().beside()).isNull();
    }

    @Test
    void theFirstPortThatIsLeftIsTakenNextSoThatTheReserveNeverShrinks() {
        List<ServerDefinition> full = IntStream.range(0, PortLayout.WIDTH)
                .mapToObj(i -> program("s" + i, "1", 1))
                .toList();
        full.forEach(this::running);
        for (int round = 2; round < 5; round++) {
            for (int i = 0; i < 5; i++) {
                InstanceKey key = new InstanceKey("s" + i, 0);
                letGo(program("s" + i, Integer.toString(round), 1));
                observe(new Observation.Started(key, round, 1, 43), new Observation.Answers(key, round));
                observe(new Observation.Gone(key, round - 1));
            }
        }
        assertThat(world.leases()).hasSize(PortLayout.WIDTH);
        assertThat(world.leases()).filteredOn(port -> port >= 4100).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aProgramThatMustNotRunTwiceFollowsItselfOnItsPort() {
        Instance before = running(program("1", 0));

        wish(program("2", 0));
        assertThat(world.only()).isEqualTo(before);
        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));

        Instance after = world.only();
        assertThat(after.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.port()).isEqualTo(before.port());
        assertThat(after.side()).isEqualTo(before.side());
        assertThat(after.beside()).isNull();
    }

    @Test
    void aNextGenerationThatFailsLeavesTheOneThatServes() {
        Instance before = running(program("1", 1));

        letGo(program("2", 1));
        observe(new Observation.GivenUp(KEY, 2, Reason.LAUNCH_FAILED, "no such program"));

        Instance after = world.only();
        assertThat(after.routable()).isTrue();
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(next().state()).isEqualTo(InstanceState.FAILED);
        assertThat(newest()).containsExactly("FAILED", "LAUNCH_FAILED");
        letGo(program("3", 1));
        assertThat(next().generation()).isEqualTo(3);
        assertThat(next().state()).isEqualTo(InstanceState.PLANNED);
        assertThat(world.leases()).hasSize(2);
    }

    @Test
    void aNextGenerationThatNeverAnswersIsGivenUpOnAtItsDeadline() {
        running(program("1", 1));
        Instant watched = world.clock.instant();
        letGo(program("2", 1));
        observe(new Observation.Started(KEY, 2, 1, 43));

        world.clock.advance(Duration.ofSeconds(119));
        world.inFleet(fleet -> assertThat(fleet.giveUpLate(watched)).isTrue());
        assertThat(next().state()).isEqualTo(InstanceState.STARTING);
        world.clock.advance(Duration.ofSeconds(2));
        world.inFleet(fleet -> fleet.giveUpLate(watched));

        assertThat(next().state()).isEqualTo(InstanceState.FAILED);
        assertThat(next().reason()).isEqualTo(Reason.DEADLINE);
        assertThat(world.only().routable()).isTrue();
    }

    @Test
    void goingBackBeforeItsTurnLeavesNothingBehind() {
        Instance before = running(program("1", 1));
        wish(program("2", 1));
        wish(program("1", 1));
        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));

        assertThat(world.only()).isEqualTo(before);
        assertThat(world.leases()).containsExactly(before.port());
    }

    @Test
    void aProgramThatMustNotRunTwiceFollowsItselfToAnotherPort() {
        Instance before = running(TestingServers.alone("alpha", Category.DATABASE, "1"));

        letGo(TestingServers.alone("alpha", Category.API, "1"));

        Instance after = world.only();
        assertThat(after.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(after.category()).isEqualTo("api");
        assertThat(after.port()).isBetween(3300, 3399);
        assertThat(after.side()).isEqualTo(before.side());
        assertThat(after.beside()).isNull();
        assertThat(world.leases()).containsExactly(after.port());
    }

    @Test
    void goingBackWhileTheNextOneStartsStopsThatOneAlone() {
        Instance before = running(program("1", 1));
        letGo(program("2", 1));
        observe(new Observation.Started(KEY, 2, 1, 43));
        wish(program("1", 1));

        Instance after = world.only();
        assertThat(after.routable()).isTrue();
        assertThat(after.generation()).isEqualTo(1);
        assertThat(after.last())
                .hasValueSatisfying(last -> assertThat(last.generation()).isEqualTo(2));
        observe(new Observation.Answers(KEY, 2));
        assertThat(world.only().generation()).isEqualTo(1);
        observe(new Observation.Gone(KEY, 2));
        assertThat(world.only().beside()).isNull();
        assertThat(world.leases()).containsExactly(before.port());
    }

    @Test
    void goingBackWhileASwapIsUnderWayIsAnotherSwap() {
        running(builtin("1"));
        letGo(builtin("2"));
        letGo(builtin("1"));

        assertThat(next().generation()).isEqualTo(3);
        observe(new Observation.Started(KEY, 3, 1, 42), new Observation.Answers(KEY, 3));
        assertThat(world.only().definitionHash()).isEqualTo(builtin("1").hash());
        assertThat(world.only().generation()).isEqualTo(3);
    }

    @Test
    void whatWaitsForItsTurnIsForgottenWithTheRollout() {
        Instance before = running(program("1", 1));
        wish(program("2", 1));
        world.inFleet(fleet -> fleet.forgetHeld("sample"));
        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));
        assertThat(world.only()).isEqualTo(before);
        assertThat(world.leases()).containsExactly(before.port());
    }

    @Test
    void removingAServerInTheMiddleEndsBothGenerations() {
        running(program("1", 1));
        letGo(program("2", 1));
        observe(new Observation.Started(KEY, 2, 1, 43));
        world.inFleet(fleet -> fleet.remove(List.of(KEY)));

        observe(new Observation.Gone(KEY, 1));
        assertThat(world.all()).hasSize(1);
        observe(new Observation.Gone(KEY, 2));
        assertThat(world.all()).isEmpty();
        assertThat(world.leases()).isEmpty();
    }

    @Test
    void aServerThatDoesNotServeIsReplacedAtOnce() {
        Instance before = running(program("1", 1));
        observe(new Observation.Fails(KEY, 1, Reason.REFUSED, "nobody listens"));
        wish(program("2", 1));

        Instance after = world.only();
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(after.port()).isEqualTo(before.port());
        assertThat(after.beside()).isNull();
    }

    private static ServerDefinition builtin(String config) {
        return TestingServers.builtin("alpha", Category.DATABASE, config);
    }

    private static ServerDefinition stdio(String argument, int surge) {
        Way way = new Way.Command(List.of("/bin/server", argument), Map.of(), Way.Transport.STDIO, "/mcp");
        return TestingServers.server("alpha", Category.DATABASE, way, surge, 0, "hash-stdio-" + argument);
    }

    private static ServerDefinition program(String argument, int surge) {
        return program("alpha", argument, surge);
    }

    private static ServerDefinition program(String name, String argument, int surge) {
        Way way = new Way.Command(List.of("/bin/server", argument), Map.of(), Way.Transport.HTTP, "/mcp");
        return TestingServers.server(name, Category.DATABASE, way, surge, 0, "hash-" + argument);
    }

    private Instance running(ServerDefinition server) {
        InstanceKey key = new InstanceKey(server.name(), 0);
        letGo(server);
        observe(new Observation.Started(key, 1, 1, 42), new Observation.Answers(key, 1));
        return world.fromFleet(fleet -> fleet.find(key)).orElseThrow();
    }

    private void wish(ServerDefinition server) {
        world.inFleet(fleet ->
                fleet.wish(List.of(new Wish("sample", new InstanceKey(server.name(), 0), "local", server, 1, 0))));
    }

    private void letGo(ServerDefinition server) {
        wish(server);
        world.inFleet(fleet -> fleet.letGo(List.of(new InstanceKey(server.name(), 0))));
    }

    private void observe(Observation... seen) {
        world.inFleet(fleet -> fleet.observe(List.of(seen)));
    }

    private Instance next() {
        return world.only().next().orElseThrow();
    }

    private List<Object> newest() {
        return world.database.fromTransaction(em -> List.of((Object[])
                em.createNativeQuery("SELECT state, reason FROM newest").getSingleResult()));
    }
}
