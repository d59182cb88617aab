package org.mcpcoordinator.standby;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class AwakeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Traffic traffic = new Traffic();
    private final Awake awake = new Awake(START);
    private final List<Instance> all = new ArrayList<>();

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Instance server(String name, int since, int restarts) {
        return TestingInstance.like(TestingInstances.instance(
                        new InstanceKey(name, 0), InstanceState.HEALTHY, 3300, "http://" + name, 1, at(since)))
                .wished(1, restarts, org.mcpcoordinator.fleet.Desired.RUNNING)
                .onDemand(60)
                .made();
    }

    private void look(int second) {
        awake.look(all, instance -> traffic.at(instance.endpoint()), at(second));
    }

    private void call(String name) {
        traffic.at("http://" + name).begin();
        traffic.at("http://" + name).end();
    }

    private List<String> sleepers(int second, int warmMin) {
        return awake.sleepers(at(second), warmMin, use -> true).stream()
                .map(instance -> instance.key().server())
                .toList();
    }

    @Test
    void whatNobodyCalledSleepsSoonAndWhatIsCalledAfterItsIdleTime() {
        all.add(server("looked-at", 1, 0));
        all.add(server("called", 1, 0));
        look(1);
        call("called");
        look(2);

        assertThat(sleepers(3, 0)).isEmpty();
        assertThat(sleepers(4, 0)).containsExactly("looked-at");
        assertThat(sleepers(61, 0)).containsExactly("looked-at");
        assertThat(sleepers(62, 0)).containsExactly("looked-at", "called");
    }

    @Test
    void aCallUnderWayKeepsItAwakeHoweverLongItTakes() {
        all.add(server("long", 1, 0));
        traffic.at("http://long").begin();
        look(1);
        look(500);
        assertThat(sleepers(500, 0)).isEmpty();

        traffic.at("http://long").end();
        look(501);
        assertThat(sleepers(559, 0)).isEmpty();
        assertThat(sleepers(560, 0)).containsExactly("long");
    }

    @Test
    void whatIsCalledAfterTheLookStaysAwakeAndWhatHasLeftIsNotSentAwayAgain() {
        all.add(server("one", 1, 0));
        all.add(server("two", 1, 0));
        look(1);
        call("one");

        assertThat(awake.evictable(
                        at(10),
                        2,
                        Set.of(),
                        use -> use.stillIdle(traffic.at(use.instance().endpoint()))))
                .containsExactly(all.get(1));
        awake.forget(List.of(all.get(1)));
        assertThat(awake.evictable(at(10), 2, Set.of(), use -> true)).containsExactly(all.get(0));
    }

    @Test
    void aRestartOfThisNodePutsNothingToSleepEarly() {
        all.add(server("before", -1000, 4));
        look(1);

        assertThat(sleepers(60, 0)).isEmpty();
        assertThat(sleepers(61, 0)).containsExactly("before");
    }

    @Test
    void aNewProcessBeginsAnew() {
        all.add(server("one", 1, 0));
        look(1);
        call("one");
        look(2);
        all.set(0, server("one", 70, 1));
        look(71);

        assertThat(sleepers(73, 0)).containsExactly("one");
    }

    @Test
    void aCallThatIsOverBeforeItsServerIsSeenCounts() {
        all.add(server("quick", 1, 1));
        call("quick");
        look(2);

        assertThat(sleepers(30, 0)).isEmpty();
        assertThat(sleepers(62, 0)).containsExactly("quick");
    }

    @Test
    void theFewestThatAreKeptWarmAreThoseCalledLast() {
        for (int i = 0; i < 4; i++) {
            all.add(server("s" + i, 1, 0));
        }
        look(1);
        for (int i = 0; i < 4; i++) {
            call("s" + i);
            look(2 + i);
        }

        assertThat(sleepers(200, 3)).containsExactly("s0");
        assertThat(sleepers(200, 0)).containsExactly("s0", "s1", "s2", "s3");
    }

    @Test
    void roomIsMadeByThoseCalledLongestAgoAndNeverByWhoIsBusyOrNeeded() {
        for (int i = 0; i < 4; i++) {
            all.add(server("s" + i, 1, 0));
            call("s" + i);
        }
        look(1);
        traffic.at("http://s0").begin();
        call("s1");
        look(2);
        call("s3");
        look(3);

        assertThat(awake.evictable(at(10), 2, Set.of("s2"), use -> true))
                .extracting(each -> each.key().server())
                .containsExactly("s1", "s3");
        assertThat(awake.evictable(at(3), 4, Set.of(), use -> true))
                .extracting(each -> each.key().server())
                .containsExactly("s2", "s1");
    }
}
