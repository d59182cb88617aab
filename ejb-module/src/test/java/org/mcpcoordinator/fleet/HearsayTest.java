package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingServers;

/** Two nodes: one moves instances, the other one listens. */
@ExtendWith(TestingWorld.Provider.class)
class HearsayTest {
    private static final InstanceKey KEY = new InstanceKey("db-1", 0);
    private static final Announced RESUMED = new Announced(Announced.RESUMED, "");

    private final UUID teller = UUID.randomUUID();
    private final UUID hearer = UUID.randomUUID();
    private final BlockingQueue<Announced> announced = new LinkedBlockingQueue<>();
    private final TestingEvent<InstanceMoved> told = new TestingEvent<>();

    private TestingWorld world;
    private AutoCloseable listening;
    private Hearsay hearsay;
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void begin(TestingWorld fresh) throws InterruptedException {
        world = fresh;
        hearsay = new Hearsay();
        hearsay.fleet = new Fleet() {
            @Override
            public List<Instance> released() {
                return looked(world.fromFleet(Fleet::released));
            }

            @Override
            public List<Instance> released(Collection<InstanceKey> keys) {
                return looked(world.fromFleet(fleet -> fleet.released(keys)));
            }
        };
        hearsay.moved = told;
        listening = TestingCluster.listen(world.database.asApp(), announced::add);
        assertThat(next()).isEqualTo(RESUMED);
        world.inFleet(fleet ->
                fleet.wish(List.of(TestingWorld.wish(TestingServers.builtin("db-1", Category.DATABASE, "1"), 0))));
        hear(RESUMED);
    }

    @AfterEach
    void end() throws Exception {
        listening.close();
    }

    @Test
    void whatAnotherNodeMovesIsToldHereAsItIsInTheDatabase() throws InterruptedException {
        moves(teller, fleet -> fleet.letGo(List.of(KEY)));
        hear(next());
        moves(teller, fleet -> fleet.observe(List.of(new Observation.Started(KEY, 1, 1, 42))));
        hear(next());

        assertThat(moves()).hasSize(2);
        assertThat(moves().get(0).before()).isNull();
        assertThat(moves().get(1).before()).isEqualTo(moves().get(0).after());
        assertThat(moves().get(1).after()).isEqualTo(world.only());
    }

    @Test
    void whatThisNodeMovesItIsNotToldASecondTime() throws InterruptedException {
        moves(hearer, fleet -> fleet.letGo(List.of(KEY)));
        hear(next());

        assertThat(told.fired()).isEmpty();
    }

    @Test
    void anInstanceThatGoesIsToldAsItWas() throws InterruptedException {
        moves(teller, fleet -> fleet.letGo(List.of(KEY)));
        hear(next());
        Instance last = world.only();
        moves(teller, fleet -> {
            fleet.remove(List.of(KEY));
            fleet.observe(List.of(new Observation.Gone(KEY, 1)));
        });
        hear(next());

        assertThat(moves().get(1)).isEqualTo(new InstanceMoved.Move(last, null));
    }

    /** By their names where these fit into one announcement; else all of the fleet is looked up. */
    @ParameterizedTest
    @ValueSource(strings = {"s", "a-server-with-a-long-"})
    void aThousandMovesOfOneTransactionAreOneAnnouncementAndOneLook(String prefix) throws InterruptedException {
        List<InstanceKey> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new InstanceKey(prefix + "%03d".formatted(i), 0))
                .toList();
        for (int from = 0; from < many.size(); from += 100) {
            List<InstanceKey> some = many.subList(from, from + 100);
            Category category = Category.values()[from / 100];
            world.inFleet(fleet -> fleet.wish(some.stream()
                    .map(key -> TestingWorld.wish(TestingServers.builtin(key.server(), category, "1"), 0))
                    .toList()));
        }
        int before = moves().size();
        int[] looks = {0};
        meanwhile = () -> looks[0]++;
        moves(teller, fleet -> fleet.letGo(many));
        hear(next());

        assertThat(moves().subList(before, moves().size()))
                .extracting(InstanceMoved.Move::after)
                .containsExactlyInAnyOrderElementsOf(world.fromFleet(Fleet::released));
        assertThat(looks[0]).isEqualTo(1);
        assertThat(announced).as("announcements of their own").isEmpty();
    }

    @Test
    void whatWasMissedIsFoundWhenListeningResumes() throws InterruptedException {
        moves(teller, fleet -> fleet.letGo(List.of(KEY)));
        assertThat(next()).as("missed").isNotNull();
        assertThat(told.fired()).isEmpty();
        hear(RESUMED);

        assertThat(moves()).containsExactly(new InstanceMoved.Move(null, world.only()));
    }

    @Test
    void whatMovesHereDuringALookIsLookedUpOnceMore() throws InterruptedException {
        moves(teller, fleet -> fleet.letGo(List.of(KEY)));
        meanwhile = () -> {
            meanwhile = () -> {};
            Instance before = world.only();
            moves(hearer, fleet -> fleet.observe(List.of(new Observation.Started(KEY, 1, 1, 42))));
            hearsay.on(new InstanceMoved(List.of(new InstanceMoved.Move(before, world.only()))));
        };
        hear(next());

        assertThat(moves().get(moves().size() - 1).after()).as("told last").isEqualTo(world.only());
    }

    private List<Instance> looked(List<Instance> seen) {
        meanwhile.run();
        return seen;
    }

    private List<InstanceMoved.Move> moves() {
        List<InstanceMoved.Move> moves = new ArrayList<>();
        told.fired().forEach(event -> moves.addAll(event.moves()));
        return moves;
    }

    private void moves(UUID node, Consumer<Fleet> work) {
        world.database.inTransaction(em -> work.accept(TestingFleet.of(
                em,
                world.clock,
                world.events,
                (host, port) -> false,
                new TestingCluster(em, "node", node).announcements())));
    }

    private void hear(@Nullable Announced words) {
        world.database.inTransaction(em -> {
            hearsay.announcements = new TestingCluster(em, "node", hearer).announcements();
            hearsay.on(Objects.requireNonNull(words), Runnable::run);
        });
    }

    private @Nullable Announced next() throws InterruptedException {
        return announced.poll(20, TimeUnit.SECONDS);
    }
}
