package org.mcpcoordinator.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Capacity;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.testing.TestingClock;

class SilenceTest {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final TestingClock clock = new TestingClock();
    private final Silence silence = new Silence();

    @Test
    void aHostThatIsSilentWhileOthersAreHeardIsDead() {
        listen(Silence.HEARING, up("a"), up("b"));
        assertThat(look(up("a"), dead("b"))).containsExactly("b");
    }

    @Test
    void aHostOfWhichNothingIsLeftConcernsNobody() {
        listen(Silence.HEARING, up("a"), dead("b"));
        assertThat(silence.dead(List.of(up("a"), dead("b")), Set.of(), clock.instant()))
                .isEmpty();
    }

    @Test
    void whoHasJustBegunToListenTakesNobodyForDead() {
        assertThat(look(up("a"), dead("b"))).isEmpty();
        listen(Silence.HEARING.minus(LOOK), up("a"), dead("b"));
        assertThat(look(up("a"), dead("b"))).as("one look before").isEmpty();
        clock.advance(LOOK);
        assertThat(look(up("a"), dead("b"))).containsExactly("b");
    }

    @Test
    void afterADatabaseThatWasAwayEverybodyGetsTheTimeToBeHeardAgain() {
        listen(Silence.HEARING, up("a"), up("b"));
        silence.deaf();
        assertThat(look(up("a"), dead("b"))).isEmpty();
        listen(Silence.HEARING, up("a"), dead("b"));
        assertThat(look(up("a"), dead("b"))).containsExactly("b");
    }

    @Test
    void aNodeThatStoodStillTakesNobodyForDead() {
        listen(Silence.HEARING, up("a"), up("b"));
        clock.advance(Silence.GAP.plusSeconds(1));
        assertThat(look(up("a"), dead("b"))).isEmpty();
    }

    @Test
    void whereMoreAreSilentThanAnswerTheyGetFiveMinutes() {
        Host[] rack = {up("a"), dead("b"), dead("c")};
        listen(Silence.HEARING, rack);
        assertThat(look(rack)).isEmpty();
        listen(Silence.PATIENCE.minus(Silence.HEARING).minus(LOOK), rack);
        assertThat(look(rack)).isEmpty();
        clock.advance(LOOK);
        assertThat(look(rack)).containsExactly("b", "c");
    }

    @Test
    void aHostThatAPersonWantsEmptiedIsBelievedToBeDeadAtOnce() {
        Host[] rack = {up("a"), dead("b"), host("c", HostState.DEAD, Placing.DRAINING)};
        listen(Silence.HEARING, rack);
        assertThat(look(rack)).containsExactly("c");
    }

    @Test
    void whoIsHeardInBetweenBeginsAnew() {
        Host[] rack = {up("a"), dead("b"), dead("c")};
        listen(Silence.PATIENCE.minus(LOOK), rack);
        look(up("a"), dead("b"), up("c"));
        clock.advance(LOOK);
        assertThat(look(rack)).as("the other has had its time").containsExactly("b");
    }

    /** Looks for so long, the last of them a look before now. */
    private void listen(Duration time, Host... hosts) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            look(hosts);
            clock.advance(LOOK);
        }
    }

    private List<String> look(Host... hosts) {
        Set<String> all = Stream.of(hosts).map(Host::name).collect(Collectors.toSet());
        return silence.dead(List.of(hosts), all, clock.instant()).stream()
                .map(Host::name)
                .toList();
    }

    private static Host up(String name) {
        return host(name, HostState.UP, Placing.OPEN);
    }

    private static Host dead(String name) {
        return host(name, HostState.DEAD, Placing.OPEN);
    }

    private static Host host(String name, HostState state, Placing placing) {
        return new Host(name, state, Instant.EPOCH, null, null, placing, Capacity.UNKNOWN, null);
    }
}
