package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Ports for people: those in a row as a range, {@code 30100-30999 (900 ports), 31005}. */
final class PortRanges {
    /** More ranges than these are counted only. */
    private static final int NAMED = 10;

    private PortRanges() {}

    static String of(NavigableSet<Integer> ports) {
        List<String> ranges = new ArrayList<>();
        int first = 0;
        int last = -1;
        for (int port : ports) {
            if (port != last + 1) {
                add(ranges, first, last);
                first = port;
            }
            last = port;
        }
        add(ranges, first, last);
        String named = String.join(", ", ranges.subList(0, Math.min(NAMED, ranges.size())));
        return ranges.size() > NAMED ? named + " and more, " + ports.size() + " ports together" : named;
    }

    private static void add(List<String> ranges, int first, int last) {
        if (last == first) {
            ranges.add(Integer.toString(first));
        } else if (last > first) {
            ranges.add(first + "-" + last + " (" + (last - first + 1) + " ports)");
        }
    }
}
