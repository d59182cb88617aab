package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What watchers are told of a server. */
final class StatusLine {
    private StatusLine() {}

    /** The line's item about that server. */
    static ObjectNode of(KeptServer server) {
        Order.Version shown = server.version == null || server.phase == KeptServer.Phase.IDLE
                ? server.order.version()
                : server.version;
        State state = server.state();
        ObjectNode status = server.key
                .addTo(Json.object())
                .put("generation", shown.generation())
                .put("restarts", shown.restarts())
                .put("attempt", server.attempt)
                .put("state", state.name())
                .put("reason", reason(server, state))
                .put("ended", hasEnded(server, state))
                .put("detail", server.verdict == null ? server.detail : server.verdict.detail())
                .put("pid", state == State.RUNNING ? server.pid : 0)
                .put("port", port(server, state))
                .put("lists", server.lists)
                .put("failures", server.retry.restarts() + server.retry.replaces())
                .put("replace", server.phase == KeptServer.Phase.WAITING && server.replace)
                .put(
                        "dueAt",
                        server.phase == KeptServer.Phase.WAITING && server.due != null ? server.due.toEpochMilli() : 0);
        server.retry.addTo(status);
        if (server.refused != null) {
            status.putObject("refused")
                    .put("generation", server.refused.version().generation())
                    .put("restarts", server.refused.version().restarts())
                    .put("reason", server.refused.verdict().reason())
                    .put("detail", server.refused.verdict().detail());
        }
        status.put("startedAt", server.startedAt == null ? null : server.startedAt.toString());
        return status.put("exitCode", server.exit == null || server.exit == Integer.MIN_VALUE ? null : server.exit);
    }

    private static boolean hasEnded(KeptServer server, State state) {
        return state == State.BACKOFF && server.exit != null;
    }

    /** What runs has the port it was launched with, whatever a later order says. */
    private static int port(KeptServer server, State state) {
        return state == State.RUNNING ? server.port : server.order.port();
    }

    private static String reason(KeptServer server, State state) {
        return switch (state) {
            case FAILED -> server.verdict == null ? "LAUNCH_FAILED" : server.verdict.reason();
            case BACKOFF -> server.exit == null ? server.refusal : server.endedBy;
            case EXITED -> "AWAITING_SECRETS";
            case STARTING, RUNNING, STOPPED -> "";
        };
    }
}
