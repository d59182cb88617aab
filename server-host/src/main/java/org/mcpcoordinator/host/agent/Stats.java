package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the processes cost: who they are is gathered on the keeper's thread, what they use is read on another.
 *
 * @param lines one for each process tree
 */
record Stats(List<Line> lines) {
    /**
     * One process.
     *
     * @param name the server's or the serve process's
     * @param servers how many servers it serves
     * @param relay what leads to its port, 0 for none
     */
    record Line(String kind, String name, String category, long pid, int servers, long relay) {}

    static Stats of(Wishes wishes, BuiltinRunner builtins, PortRelays relays) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("agent", "agent", "", ProcessHandle.current().pid(), 0, 0));
        for (ServeProcess process : builtins.processes()) {
            ProcessId id = process.process();
            if (id != null) {
                ServeRecord record = process.record();
                lines.add(new Line("serve", record.name(), record.category(), id.pid(), process.size(), 0));
            }
        }
        for (KeptServer server : wishes.all()) {
            if (!server.builtin && server.state() == State.RUNNING) {
                long relay = Optional.ofNullable(server.lastStart)
                        .flatMap(start -> relays.of(start.process()))
                        .map(ProcessId::pid)
                        .orElse(0L);
                lines.add(new Line("command", server.key.toString(), server.order.category(), server.pid, 1, relay));
            }
        }
        return new Stats(List.copyOf(lines));
    }

    /** Reads {@code /proc}: a millisecond or so for each process. */
    ArrayNode measure() {
        List<ProcessTable.Stat> all = ProcessTable.all();
        ArrayNode items = Json.MAPPER.createArrayNode();
        for (Line line : lines) {
            // The agent's tree would hold all others: it stands for itself alone.
            List<ProcessTable.Stat> tree = line.kind().equals("agent")
                    ? all.stream().filter(stat -> stat.pid() == line.pid()).toList()
                    : tree(line, all);
            items.addObject()
                    .put("kind", line.kind())
                    .put("name", line.name())
                    .put("category", line.category())
                    .put("pid", line.pid())
                    .put("servers", line.servers())
                    .put("processes", tree.size())
                    .put(
                            "pssKb",
                            tree.stream()
                                    .mapToLong(stat -> ProcessTable.pssKb(stat.pid()))
                                    .sum())
                    .put(
                            "cpuMillis",
                            tree.stream()
                                    .mapToLong(ProcessTable.Stat::cpuMillis)
                                    .sum())
                    .put(
                            "files",
                            tree.stream()
                                    .mapToLong(stat -> ProcessTable.openFiles(stat.pid()))
                                    .sum())
                    .put(
                            "ageMillis",
                            tree.stream()
                                    .mapToLong(ProcessTable::ageMillis)
                                    .max()
                                    .orElse(0));
        }
        return items;
    }

    private static List<ProcessTable.Stat> tree(Line line, List<ProcessTable.Stat> all) {
        Stream<ProcessTable.Stat> relay = all.stream().filter(stat -> stat.pid() == line.relay());
        return Stream.concat(ProcessTable.tree(line.pid(), all).stream(), relay).toList();
    }
}
