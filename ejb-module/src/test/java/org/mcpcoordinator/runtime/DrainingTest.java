package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class DrainingTest {
    private static final String ADDRESS = "http://127.0.0.1:3300/mcp";
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final TestingClock clock = new TestingClock();
    private final Traffic traffic = new Traffic();
    private final StdioBridge stdio = new StdioBridge();
    private boolean alone = true;
    private Duration hearing = Duration.ofMinutes(1);
    private final Draining draining = new Draining(traffic, stdio, clock, () -> alone, () -> hearing);

    private Instance moved;

    @BeforeEach
    void itMovesNow() {
        moved = TestingInstances.instance(TestingSights.KEY, InstanceState.STOPPING, 3300, ADDRESS, 1, clock.instant());
    }

    /** As one that takes the host over right after its start. */
    @Test
    void whoHasJustBegunToHearWaitsForWhatOthersTell() {
        alone = false;
        hearing = Duration.ofMillis(1_400);
        clock.advance(Duration.ofSeconds(5));
        assertThat(draining.over(moved)).isFalse();
        hearing = Duration.ofMillis(1_500);
        assertThat(draining.over(moved)).isTrue();
    }

    @Test
    void aQuietProcessMayEndAMomentAfterTheMove() {
        assertThat(draining.over(moved))
                .as("a call may be on its way, uncounted")
                .isFalse();

        clock.advance(A_MOMENT);

        assertThat(draining.over(moved)).isTrue();
    }

    @Test
    void callsOfOtherNodesKeepItAsLongAsTheyAreToldOf() {
        alone = false;
        clock.advance(A_MOMENT);
        assertThat(draining.over(moved)).as("others have not spoken yet").isFalse();

        clock.advance(Duration.ofMillis(1_400));
        traffic.elsewhere(List.of(ADDRESS), clock.instant().plusSeconds(2));
        assertThat(draining.over(moved)).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(draining.over(moved)).isTrue();
    }

    @Test
    void theLastCallToEndLetsItGo() {
        traffic.at(ADDRESS).begin();
        traffic.at(ADDRESS).begin();
        clock.advance(A_MOMENT);

        traffic.at(ADDRESS).end();
        assertThat(draining.over(moved)).isFalse();
        traffic.at(ADDRESS).end();
        assertThat(draining.over(moved)).isTrue();
    }

    @Test
    void callsKeepOneThatNobodyWantsTenSecondsAndOneWhoseSuccessorWaitsTwo() {
        Instance unwanted =
                TestingInstance.like(moved).wished(1, 0, Desired.STOPPED).made();
        traffic.at(ADDRESS).begin();

        clock.advance(Duration.ofMillis(1_999));
        assertThat(draining.over(moved)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(draining.over(moved)).isTrue();
        clock.advance(Duration.ofMillis(7_999));
        assertThat(draining.over(unwanted)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(draining.over(unwanted)).isTrue();
    }

    @Test
    void whatGoesToSleepHasAllTheTimeItsCallsTakeAlsoIfItIsWokenMeanwhile() {
        Instance asleep = TestingInstances.moved(moved, InstanceState.SLEEPING, Reason.IDLE, clock.instant());
        Instance called = TestingInstances.moved(moved, InstanceState.PLANNED, Reason.CALLED, clock.instant());
        Instance planned = TestingInstances.moved(moved, InstanceState.PLANNED, Reason.WISHED, clock.instant());
        traffic.at(ADDRESS).begin();

        clock.advance(Duration.ofHours(1));

        assertThat(draining.over(asleep)).isFalse();
        assertThat(draining.over(called)).isFalse();
        assertThat(draining.over(planned)).isTrue();
        traffic.at(ADDRESS).end();
        assertThat(draining.over(asleep)).isTrue();
        assertThat(draining.over(called)).isTrue();
    }

    @Test
    void whoSpeaksHttpAndSseIsCalledAtTheListenerForThat() {
        Instance old = TestingInstance.like(moved)
                .at(3100, "sse+http://127.0.0.1:3100/sse")
                .made();
        StdioBridge.Address address = stdio.ofSse(old, Map.of("X-Key", "k"));
        assertThat(address.uri().getPath()).startsWith("/sse/").endsWith("/0");
        assertThat(address.headers().get(SseTarget.HEADER))
                .isEqualTo(new SseTarget(URI.create("http://127.0.0.1:3100/sse"), Map.of("X-Key", "k")).text());
        traffic.at(address.uri().toString()).begin();
        clock.advance(A_MOMENT);

        assertThat(draining.over(old)).isFalse();
        assertThat(draining.over(moved)).isTrue();
    }

    @Test
    void whoSpeaksStdioIsCalledAtTheBridge() {
        Instance piped = TestingInstance.like(moved).at(0, "stdio:shelf/0").made();
        traffic.at(stdio.of(piped).uri().toString()).begin();
        clock.advance(A_MOMENT);

        assertThat(draining.over(piped)).isFalse();
        assertThat(draining.over(moved)).isTrue();
    }
}
