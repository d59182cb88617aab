package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

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
     */
    record Line(String kind, String name, String category, long pid, int servers) {}

    static Stats of(Wishes wishes, BuiltinRunner builtins) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("agent", "agent", "", ProcessHandle.current().pid(), 0));
        for (ServeProcess process : builtins.processes()) {
            ProcessId id = process.process();
            if (id != null) {
                ServeRecord record = process.record();
                lines.add(new Line("serve", record.name(), record.category(), id.pid(), process.size()));
            }
        }
        for (KeptServer server : wishes.all()) {
            if (!server.builtin && server.state() == State.RUNNING) {
                lines.add(new Line("command", server.key.toString(), server.order.category(), server.pid, 1));
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
                    : ProcessTable.tree(line.pid(), all);
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
}
