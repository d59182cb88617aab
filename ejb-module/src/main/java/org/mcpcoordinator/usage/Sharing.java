package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.StdioBridge;

/**
 * What nodes tell each other each second of their calls: what limited callers have taken, for limits hold for all nodes together;
 * which servers on demand they have called, and where they have calls under way that no route leads to any more, so that no
 * node stops what another one uses. A node that is alone, or has no such calls, says nothing.
 */
@ApplicationScoped
public class Sharing {
    /** Channel; the payload begins with the node's name. */
    static final String CHANNEL = "calls";

    private static final String LIMIT = "l ";
    private static final String AWAKE = "a ";
    private static final String BUSY = "b ";
    /** Of one announcement, in characters of ASCII. */
    private static final int LONGEST = 7_000;
    /** Of one second; callers beyond that are told in the next. Half a dozen announcements, by usual names. */
    static final int MOST_CALLERS = 1_000;
    /** What a node has under way is believed for so long: two turns may be late. */
    private static final Duration BELIEVED = Duration.ofMillis(2_500);

    private boolean together;
    private volatile Purse purse = Purse.EMPTY;

    @Inject
    Cluster cluster;

    @Inject
    Announcements announcements;

    @Inject
    Traffic traffic;

    @Inject
    StdioBridge stdio;

    @Inject
    Routing routing;

    @Inject
    Clock clock;

    /** Counts of calls to servers on demand when they were looked at last; for the thread that turns. */
    private final Map<String, Long> begun = new HashMap<>();

    /** What limited callers take and have under way, kept by the gateway. */
    public interface Purse {
        /** Of a node without a gateway. */
        Purse EMPTY = new Purse() {
            @Override
            public List<String> spent(int most) {
                return List.of();
            }

            @Override
            public void heard(String node, String line) {}

            @Override
            public void alone() {}
        };

        /** What has been taken since it was told last, a line of ASCII for each; those beyond {@code most} next time. */
        List<String> spent(int most);

        /** Another node has told a line. */
        void heard(String node, String line);

        /** There is no other node: what one had under way is over soon. */
        void alone();
    }

    /** From now on this is told, and hears what others tell. */
    public void open(Purse told) {
        purse = told;
    }

    /** One turn, each second. */
    void turn() {
        if (cluster.isAlone()) {
            together = false;
            purse.alone();
            return;
        }
        if (!together) {
            // What was taken while there was nobody to tell is none of the others' business.
            purse.spent(Integer.MAX_VALUE);
            together = true;
        }
        List<String> lines = new ArrayList<>(underWay());
        purse.spent(MOST_CALLERS).forEach(line -> lines.add(LIMIT + line));
        StringBuilder words = new StringBuilder();
        for (String line : lines) {
            if (words.length() + line.length() > LONGEST) {
                tell(words);
            }
            words.append(words.isEmpty() ? "" : "\n").append(line);
        }
        if (!words.isEmpty()) {
            tell(words);
        }
    }

    private void tell(StringBuilder words) {
        announcements.tellOthers(CHANNEL, cluster.localNode() + "\n" + words);
        words.setLength(0);
    }

    void on(@Observes Announced announced) {
        announcements.heardFromOthers(announced, CHANNEL).ifPresent(words -> {
            String[] lines = words.split("\n", -1);
            Set<String> awake = new HashSet<>();
            for (int i = 1; i < lines.length; i++) {
                String said = lines[i].substring(Math.min(2, lines[i].length()));
                if (lines[i].startsWith(LIMIT)) {
                    purse.heard(lines[0], said);
                } else if (lines[i].startsWith(BUSY)) {
                    traffic.elsewhere(
                            List.of(stdio.heard(said)), clock.instant().plus(BELIEVED));
                } else if (lines[i].startsWith(AWAKE)) {
                    awake.add(said);
                }
            }
            touch(awake);
        });
    }

    /** All of an announcement in one go through the routes: there may be a thousand of either. */
    private void touch(Set<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        routing.table().routes().values().stream()
                .flatMap(List::stream)
                .filter(route -> route.onDemand() && keys.contains(route.key().toString()))
                .map(route -> route.address().toString())
                .forEach(address -> {
                    traffic.at(address).touch();
                    traffic.elsewhere(List.of(address), clock.instant().plus(BELIEVED));
                });
    }

    /** Servers on demand by name, for bridges are elsewhere on each node; of others only what is not routed any more. */
    private List<String> underWay() {
        List<String> lines = new ArrayList<>();
        Set<String> routed = new HashSet<>();
        routing.table()
                .routes()
                .values()
                .forEach(copies -> copies.forEach(route -> {
                    routed.add(route.address().toString());
                    if (route.onDemand() && isUsed(route)) {
                        lines.add(AWAKE + route.key());
                    }
                }));
        begun.keySet().retainAll(routed);
        traffic.busy().stream()
                .filter(address -> !routed.contains(address) && address.length() < LONGEST / 2)
                .forEach(address -> lines.add(BUSY + stdio.told(address)));
        return lines;
    }

    private boolean isUsed(Route route) {
        String address = route.address().toString();
        Traffic.Calls calls = traffic.at(address);
        @Nullable Long before = begun.put(address, calls.begunHere());
        return calls.underWay() > 0 || calls.begunHere() != (before == null ? 0 : before);
    }
}
