package org.mcpcoordinator.host.agent;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Ends many processes that go on starting others meanwhile. Killed one by one they would grow again as fast as they die, for
 * each that is gone makes room for the next one. So they are made to stand still first: who stands still keeps its place, and
 * starts nobody. When a look finds nobody moving, all are killed. Java knows no SIGSTOP, hence the program {@code kill}.
 */
final class Swarm {
    private static final int ROUNDS = 50;
    private static final int AT_A_TIME = 1000;
    private static final long MOST_SECONDS = 5;
    private static final Optional<String> KILL = Program.tool("kill");

    private Swarm() {}

    /** Ends the process with its session and all that descends from it; takes some hundredths of a second. */
    static void end(long root) {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessTable.Stat> moving = ProcessTable.tree(root, ProcessTable.all()).stream()
                    .filter(stat -> stat.state() != 'T')
                    .toList();
            if (moving.isEmpty() || !signal("STOP", moving)) {
                break;
            }
        }
        kill(ProcessTable.tree(root, ProcessTable.all()));
    }

    /** Makes these stand still; false if that cannot be done here. */
    static boolean stop(List<ProcessTable.Stat> processes) {
        return signal("STOP", processes);
    }

    static void kill(List<ProcessTable.Stat> processes) {
        if (!signal("KILL", processes)) {
            processes.forEach(stat -> ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    private static boolean signal(String name, List<ProcessTable.Stat> processes) {
        if (KILL.isEmpty()) {
            return false;
        }
        for (int from = 0; from < processes.size(); from += AT_A_TIME) {
            List<String> words = new ArrayList<>(List.of(KILL.get(), "-s", name, "--"));
            processes
                    .subList(from, Math.min(processes.size(), from + AT_A_TIME))
                    .forEach(stat -> words.add(Long.toString(stat.pid())));
            if (!run(words)) {
                return false;
            }
        }
        return true;
    }

    private static boolean run(List<String> words) {
        try {
            Process sent = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // What it ends with says nothing: some may be gone already.
            return sent.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (IOException cannot) {
            return false;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
