package org.mcpcoordinator.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.StdioBridge;
import org.mcpcoordinator.testing.TestingClock;

/** Two nodes that tell each other of their calls. */
class SharingTest {
    private static final String LAZY = "http://127.0.0.1:3300/mcp";
    private static final String GONE = "http://127.0.0.1:3301/mcp";
    private static final String PLAIN = "http://127.0.0.1:3302/mcp";

    private final TestingClock clock = new TestingClock();
    private final Side one = new Side("one");
    private final Side two = new Side("two");

    @Test
    void aServerOnDemandThatIsCalledHereIsInUseThereToo() {
        long before = two.traffic.at(LAZY).begun();
        call(one, LAZY);
        turns();
        assertThat(two.traffic.at(LAZY).begun()).isNotEqualTo(before);
        assertThat(two.traffic.quiet(LAZY, clock.instant())).isFalse();
    }

    @Test
    void whatWasHeardIsNotToldBack() {
        call(one, LAZY);
        turns();
        one.told.clear();
        turns();
        turns();
        assertThat(one.told).isEmpty();
        assertThat(two.told).isEmpty();
    }

    @Test
    void whatIsUnderWayWhereNoRouteLeadsAnyMoreKeepsItThereUntilItIsOver() {
        one.traffic.at(GONE).begin();
        turns();
        assertThat(two.traffic.quiet(GONE, clock.instant())).isFalse();
        one.traffic.at(GONE).end();
        turns();
        clock.advance(Duration.ofMillis(2_500));
        assertThat(two.traffic.quiet(GONE, clock.instant())).isTrue();
    }

    @Test
    void callsOfServersThatAlwaysRunAreNobodysBusiness() {
        one.traffic.at(PLAIN).begin();
        turns();
        assertThat(one.told).isEmpty();
    }

    @Test
    void whoIsAloneSaysNothingAndLaterNothingOfThatTime() {
        List<Integer> asked = new ArrayList<>();
        one.sharing.open(new Sharing.Purse() {
            @Override
            public List<String> spent(int most) {
                asked.add(most);
                return asked.size() == 1 ? List.of("of old") : List.of("new");
            }

            @Override
            public void heard(String node, String line) {}

            @Override
            public void alone() {}
        });
        one.alone = true;
        call(one, LAZY);
        turns();
        assertThat(one.told).isEmpty();
        one.alone = false;
        one.sharing.turn();
        assertThat(one.told).singleElement().asString().contains("l new").doesNotContain("of old");
    }

    @Test
    void longNewsAreSeveralAnnouncements() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Sharing.MOST_CALLERS; i++) {
            lines.add("t " + "x".repeat(40) + " 1 1 0 1 " + i);
        }
        List<String> heard = new ArrayList<>();
        one.sharing.open(purse(lines, new ArrayList<>()));
        two.sharing.open(purse(List.of(), heard));
        turns();
        assertThat(one.told)
                .hasSizeGreaterThan(1)
                .allSatisfy(words -> assertThat(words.length()).isLessThan(7_500));
        assertThat(heard).hasSize(Sharing.MOST_CALLERS);
    }

    private static Sharing.Purse purse(List<String> lines, List<String> heard) {
        return new Sharing.Purse() {
            @Override
            public List<String> spent(int most) {
                return lines;
            }

            @Override
            public void heard(String node, String line) {
                heard.add(line);
            }

            @Override
            public void alone() {}
        };
    }

    private static void call(Side side, String address) {
        side.traffic.at(address).begin();
        side.traffic.at(address).end();
    }

    private void turns() {
        one.sharing.turn();
        two.sharing.turn();
    }

    /** One node; all others hear what it tells at once. */
    private final class Side {
        private final Sharing sharing = new Sharing();
        private final Traffic traffic = new Traffic();
        private final List<String> told = new ArrayList<>();
        private boolean alone;

        Side(String name) {
            sharing.traffic = traffic;
            sharing.stdio = new StdioBridge();
            sharing.clock = clock;
            sharing.cluster = new Cluster() {
                @Override
                public boolean isAlone() {
                    return alone;
                }

                @Override
                public String localNode() {
                    return name;
                }
            };
            sharing.announcements = new Announcements() {
                @Override
                public void tellOthers(String channel, String words) {
                    told.add(words);
                    Side other = name.equals("one") ? two : one;
                    other.sharing.on(new Announced(channel, words));
                }

                @Override
                public Optional<String> heardFromOthers(Announced announced, String channel) {
                    return Optional.of(announced.payload());
                }
            };
            sharing.routing = new Routing() {
                @Override
                public RouteTable table() {
                    Route lazy = new Route("lazy", 0, URI.create(LAZY), Map.of(), "1.0.1");
                    Route plain = new Route("plain", 0, URI.create(PLAIN), Map.of());
                    return new RouteTable(
                            Map.of("lazy", List.of(lazy), "plain", List.of(plain)), Set.of("lazy", "plain"));
                }
            };
        }
    }
}
