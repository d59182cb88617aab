package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The servers given to one serve process, and which of them it has said it serves. Lives on the keeper's thread. */
final class Roster {
    /** Refusals that may pass by themselves. */
    private static final Set<String> PASSING = Set.of("PORT_IN_USE", "INTERNAL");

    private final ServeContext context;
    private final Map<ServerKey, Launching> servers = new LinkedHashMap<>();
    /** The newest of each server, unless that is still on its way. */
    private final Map<ServerKey, Launching> running = new HashMap<>();

    Roster(ServeContext context) {
        this.context = context;
    }

    int size() {
        return servers.size();
    }

    boolean names(ServerKey key) {
        return servers.containsKey(key);
    }

    /** What was asked for last of each server. */
    Map<ServerKey, Launching> all() {
        return servers;
    }

    void add(Launching launching) {
        servers.put(launching.key(), launching);
    }

    /** It is served already. */
    void holds(Launching launching) {
        running.put(launching.key(), launching);
        servers.put(launching.key(), launching);
    }

    void remove(ServerKey key) {
        servers.remove(key);
        running.remove(key);
    }

    /** The process has answered a request to serve; what was asked for anew meanwhile is told by the later answer. */
    void answered(Launching launching, ObjectNode answer, ProcessId process) {
        Launching newest = servers.get(launching.key());
        if (newest == null || newest.token() != launching.token()) {
            return;
        }
        if (answer.path("ok").asBoolean()) {
            serves(launching, process);
        } else {
            refuses(launching, answer);
        }
    }

    private void serves(Launching launching, ProcessId process) {
        Start start = launching.started(context.clock().instant(), process, BuiltinRunner.KIND, null, null);
        try {
            context.starts().write(start);
        } catch (IOException failure) {
            Report.failure("starts.log", failure);
        }
        running.put(launching.key(), launching);
        context.outcome().started(launching.key(), launching.token(), start);
    }

    /** After a failed swap the old handler serves on. */
    private void refuses(Launching launching, ObjectNode answer) {
        Launching former = running.get(launching.key());
        if (former == null) {
            servers.remove(launching.key());
        } else {
            servers.put(launching.key(), former);
        }
        String code = answer.path("code").asText();
        String reason = code.equals("PORT_IN_USE") ? Keeper.PORT_TAKEN : "LAUNCH_FAILED";
        Desired.Verdict why =
                new Desired.Verdict(reason, code + ": " + answer.path("message").asText());
        context.outcome().refused(launching.key(), launching.token(), why, PASSING.contains(code));
    }
}
