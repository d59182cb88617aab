package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds the programs of an earlier agent again: by pid, start ticks and boot. */
record CommandAdoption(
        AgentSettings settings,
        Wishes wishes,
        Keeper keeper,
        ProgramRunner programs,
        Containers containers,
        PortRelays relays) {
    /** Takes over all that live; kills those that were started but never recorded. On the keeper's thread. */
    void run(Map<ServerKey, Start> starts) throws IOException {
        Set<String> adopted = new HashSet<>();
        starts.forEach((key, start) -> {
            start.relayed().ifPresent(relay -> lead(start, relay));
            String container = start.container();
            if (container != null) {
                recall(start, container);
            }
            if (start.kind().equals(CommandRunner.KIND) && start.process().alive(settings.bootId())) {
                int port = wishes.find(key).map(server -> server.order.port()).orElse(0);
                KeptServer server = keeper.adopt(start, port);
                programs.commands().adopt(key, server.token, start.process(), server.order);
                adopted.add(key + ".log");
            } else if (start.kind().equals(PipeRunner.KIND) && start.process().alive(settings.bootId())) {
                KeptServer server = keeper.adopt(start, 0);
                server.phase = KeptServer.Phase.STOPPING;
                programs.pipes().endOrphan(key, server.token, start.process());
                adopted.add(key + ".log");
            }
        });
        for (ProcessTable.Writer writer : ProcessTable.writers(settings.serverLogs())) {
            if (!adopted.contains(writer.file())) {
                Report.note("process " + writer.pid() + " of an unrecorded start is killed", null);
                ProcessHandle.of(writer.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Nobody else ends what led to a program that has ended meanwhile. */
    private void lead(Start start, ProcessId relay) {
        if (start.process().alive(settings.bootId())) {
            relays.add(start.process(), relay);
        } else if (relays.discard(relay)) {
            Report.note(
                    "process " + relay.pid() + " has led to " + start.key() + ", which has ended, and is killed", null);
        }
    }

    /** What has ended meanwhile is in the engine's books still. */
    private void recall(Start start, String container) {
        if (start.process().alive(settings.bootId())) {
            containers.adopt(start.process(), container);
        } else {
            containers.discard(container);
        }
    }
}
