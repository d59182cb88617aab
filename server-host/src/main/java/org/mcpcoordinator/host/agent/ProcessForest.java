package org.mcpcoordinator.host.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One look at the process table, from which the trees of many are taken: the same as {@link ProcessTable#tree}, of each. */
final class ProcessForest {
    private final Map<Long, List<ProcessTable.Stat>> sessions = new HashMap<>();
    private final Map<Long, List<ProcessTable.Stat>> children = new HashMap<>();

    ProcessForest(List<ProcessTable.Stat> all) {
        for (ProcessTable.Stat stat : all) {
            sessions.computeIfAbsent(stat.session(), none -> new ArrayList<>()).add(stat);
            children.computeIfAbsent(stat.parent(), none -> new ArrayList<>()).add(stat);
        }
    }

    /** The session of that process and all that descends from it; living ones only. */
    List<ProcessTable.Stat> tree(long root) {
        Deque<ProcessTable.Stat> found = new ArrayDeque<>(sessions.getOrDefault(root, List.of()));
        found.addAll(children.getOrDefault(root, List.of()));
        Set<Long> members = new HashSet<>();
        List<ProcessTable.Stat> tree = new ArrayList<>();
        for (ProcessTable.Stat next = found.poll(); next != null; next = found.poll()) {
            if (members.add(next.pid())) {
                found.addAll(children.getOrDefault(next.pid(), List.of()));
                if (next.living()) {
                    tree.add(next);
                }
            }
        }
        return tree;
    }
}
