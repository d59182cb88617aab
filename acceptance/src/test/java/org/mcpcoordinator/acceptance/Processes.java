package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes of a product, as its API names them, and their sudden deaths. */
final class Processes {
    private Processes() {}

    /** Process ids by server and replica, of those that are to run: what another test has taken away may still be going. */
    static Map<String, Long> ofServers(RunningProduct product) {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode item : product.get("servers?size=1000").path("items")) {
            if (!item.path("desired").asText().equals("RUNNING")) {
                continue;
            }
            pids.put(
                    item.path("name").asText() + "#" + item.path("replica").asInt(),
                    item.path("pid").asLong());
        }
        return pids;
    }

    /** The process id of WildFly. */
    static long wildFly(RunningProduct product) {
        return product.get("nodes").path("items").path(0).path("pid").asLong();
    }

    /** Kills with SIGKILL and waits until the process is gone. */
    static void kill(long pid) {
        assertThat(pid).isGreaterThan(1);
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    /** Stops a process where it is, or lets it go on, with SIGSTOP or SIGCONT. */
    static void signal(String name, long pid) {
        assertThat(pid).isGreaterThan(1);
        Commands.Outcome sent = Commands.run(List.of("kill", "-s", name, Long.toString(pid)), Path.of("."), Map.of());
        assertThat(sent.exitCode()).as(sent.output()).isZero();
    }

    /** When a process started, in clock ticks since boot: field 22 of its line of statistics. */
    static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
    }

    /** Memory that is a process's own share (PSS), in kilobytes; 0 if it is gone. */
    static long kilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Living processes that name a folder in their command line, or work in it; this one is none of them. */
    static List<String> of(Path folder) {
        List<String> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .forEach(process -> {
                    try {
                        Path proc = Path.of("/proc/" + process.pid());
                        String line = Files.readString(proc.resolve("cmdline")).replace('\0', ' ');
                        if (line.contains(folder + "/")
                                || line.endsWith(folder + " ")
                                || Files.readSymbolicLink(proc.resolve("cwd")).startsWith(folder)) {
                            found.add(process.pid() + " " + line);
                        }
                    } catch (IOException goneOrForeign) {
                        // Ended meanwhile, or somebody else's: none of ours.
                    }
                });
        return found;
    }
}
