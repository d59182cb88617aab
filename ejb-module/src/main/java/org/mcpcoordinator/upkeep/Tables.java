package org.mcpcoordinator.upkeep;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of schema coordinator is in an archive and what is not. A test fails when a table is in neither list: whoever adds
 * one decides here.
 */
final class Tables {
    /** The states of a rollout that are ends. */
    private static final String ENDED = "r.state IN ('SUCCEEDED', 'FAILED', 'ROLLED_BACK', 'CANCELLED')";

    /** Never got to work, or was on its way out: there is nothing to go on with. */
    private static final String GIVEN_UP = "r.state IN ('PENDING', 'ABORTING')";

    /** In the order in which they can be filled. */
    static final List<ArchivedTable> ARCHIVED = List.of(
            // Accounts and tokens that are there stay as they are, so that a restore shuts nobody out.
            ArchivedTable.added("account", "name COLLATE \"C\"", true, "ON CONFLICT DO NOTHING"),
            ArchivedTable.added("api_token", "created_at, name COLLATE \"C\"", true, "ON CONFLICT DO NOTHING")
                    .without("id"),
            ArchivedTable.added(
                    "secret",
                    "name COLLATE \"C\"",
                    true,
                    "ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at"),
            // The trail is only ever added to, by a restore too; what is in it already is left out by its time and
            // words.
            ArchivedTable.added("audit_entry", "at, id", false, """
                            WHERE NOT EXISTS (SELECT FROM coordinator.audit_entry a
                               WHERE a.at = r.at AND a.who = r.who AND a.action = r.action AND a.target = r.target
                                 AND a.outcome = r.outcome AND a.detail = r.detail)""").without("id"),
            // What was approved stays approved: pins that are there are of this installation's own people.
            ArchivedTable.added("tool_pin", "definition_hash, name COLLATE \"C\"", false, "ON CONFLICT DO NOTHING"),
            ArchivedTable.ofFleet("revision", "id"),
            ArchivedTable.ofFleet("server_definition", "revision_id, position"),
            instances("instance"),
            // The generation that is coming up; one that is on its way out has no future elsewhere.
            instances("beside").where("t.desired = 'RUNNING'"),
            ArchivedTable.ofFleet("retired", "server COLLATE \"C\", replica"),
            ArchivedTable.ofFleet("port_lease", "host COLLATE \"C\", port").where("""
                    EXISTS (SELECT FROM coordinator.instance i
                             WHERE i.server = t.server AND i.replica = t.replica AND i.port = t.port)
                    OR EXISTS (SELECT FROM coordinator.beside b WHERE b.server = t.server AND b.replica = t.replica
                                AND b.port = t.port AND b.desired = 'RUNNING')"""),
            rollout(),
            ArchivedTable.ofFleet("rollout_phase", "rollout_id, position"),
            ArchivedTable.ofFleet("rollout_item", "rollout_id, position"),
            ArchivedTable.ofFleet("gate_verdict", "rollout_id, phase, name COLLATE \"C\""),
            ArchivedTable.ofFleet("rollout_event", "rollout_id, id").without("id"));

    /**
     * What is not in an archive, and why.
     *
     * @param reason for whoever asks
     * @param emptied true if a restore empties it, because it speaks of the fleet that was there before
     */
    record LeftOut(String reason, boolean emptied) {}

    static final Map<String, LeftOut> LEFT_OUT = Map.ofEntries(
            Map.entry("plan", new LeftOut("kept for a day, about a moment that has passed", true)),
            Map.entry("kept_answer", new LeftOut("answers to requests of the last day, given again", true)),
            Map.entry("host", new LeftOut("machines are found out by those that run", false)),
            Map.entry("node", new LeftOut("WildFlys are found out by those that run", false)),
            Map.entry("lease", new LeftOut("rights of living nodes; the hosts' epochs are in the manifest", false)),
            Map.entry("port_promise", new LeftOut("made again when a rollout goes on that was under way", true)),
            Map.entry("drift", new LeftOut("tells of processes of that moment", true)),
            Map.entry("measured", new LeftOut("tells of the machines of before", true)),
            Map.entry("remains", new LeftOut("tells of processes that ended on machines of before", true)),
            Map.entry("offer", new LeftOut("learnt anew from the servers that are started", false)),
            Map.entry("tool_held", new LeftOut("found out anew from what the servers list", false)),
            Map.entry("tool", new LeftOut("comes with the offers", false)),
            Map.entry("tool_word", new LeftOut("made of the tools' declarations", false)),
            Map.entry("tool_offered", new LeftOut("comes with the offers", false)),
            Map.entry("offer_word", new LeftOut("made of the offers", false)),
            Map.entry("call_usage", new LeftOut("what was called through this installation", false)),
            Map.entry(
                    "call_entry",
                    new LeftOut("what was called through this installation, and by far the most rows", false)),
            Map.entry("upkeep_run", new LeftOut("tells of this installation's own archives", false)),
            Map.entry(
                    "flyway_schema_history",
                    new LeftOut("belongs to the schema; its version is in the manifest", false)));

    private Tables() {}

    static Optional<ArchivedTable> named(String name) {
        return ARCHIVED.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * What is wished of the instances, not what was seen of them: they are started anew, or found running by their agent.
     * What a person or a lack of ports took out of traffic stays out.
     */
    private static ArchivedTable instances(String name) {
        String kept = "CASE WHEN t.state = 'QUARANTINED' OR t.reason = 'PORT_EXHAUSTED' THEN t.%s END";
        return ArchivedTable.ofFleet(name, "server COLLATE \"C\", replica")
                .without(
                        "since",
                        "pid",
                        "attempt",
                        "epoch",
                        "retry_restarts",
                        "retry_replaces",
                        "retry_since",
                        "retry_at")
                .reading(Map.of(
                        "state", kept.formatted("state"),
                        "reason", kept.formatted("reason"),
                        "detail", kept.formatted("detail")))
                .writing(Map.of(
                        "state",
                        "coalesce(r.state, CASE r.desired WHEN 'RUNNING' THEN 'PLANNED' ELSE 'STOPPING' END)",
                        "reason",
                        "coalesce(r.reason, CASE r.desired WHEN 'RUNNING' THEN 'WISHED' ELSE 'OPERATOR' END)",
                        "detail",
                        "coalesce(r.detail, '')",
                        "since",
                        "clock_timestamp()"));
    }

    /** The job that carried it out is not here: what was under way waits for a person. */
    private static ArchivedTable rollout() {
        return ArchivedTable.ofFleet("rollout", "id")
                .without("job_instance", "execution", "epoch")
                .writing(Map.of(
                        "state",
                        "CASE WHEN " + ENDED + " THEN r.state WHEN " + GIVEN_UP + " THEN 'CANCELLED' ELSE 'PAUSED' END",
                        "reason",
                        "CASE WHEN " + ENDED + " THEN r.reason ELSE 'RESTORED' END",
                        "detail",
                        "CASE WHEN " + ENDED + " THEN r.detail WHEN " + GIVEN_UP
                                + " THEN 'it had not begun or was being aborted when the backup was taken'"
                                + " ELSE 'it was under way when the backup was taken: resume or abort it' END",
                        "ended_at",
                        "CASE WHEN " + GIVEN_UP + " THEN clock_timestamp() ELSE r.ended_at END"));
    }
}
