package org.mcpcoordinator.web.gateway.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.mcpcoordinator.mcp.Json;

/**
 * One task, as it was last heard of.
 *
 * @param owner the principal whose it is
 * @param server where it is
 * @param id what its server calls it
 * @param copy which of its server's copies has it, or {@link #ANYWHERE}
 * @param tool which has become it, as its server calls that
 * @param said what servers of 2025-11-25 say of a task, without its id; never changed
 * @param ends when nobody needs to know of it any more, in milliseconds since 1970
 */
public record Task(String owner, String server, String id, int copy, String tool, ObjectNode said, long ends) {
    /** Nobody knows which copy has it. */
    public static final int ANYWHERE = -1;

    /** Who does not say how long it is kept, or longer than that: so long. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final int RENEWALS = 4;

    private static final List<String> TEXTS = List.of("status", "statusMessage", "createdAt", "lastUpdatedAt");

    public Task {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(server);
        Objects.requireNonNull(id);
        Objects.requireNonNull(tool);
        Objects.requireNonNull(said);
    }

    /** One that has just been made. */
    static Task of(String owner, String server, String id, String tool, Instant now) {
        return new Task(owner, server, id, ANYWHERE, tool, Json.object().put("createdAt", now.toString()), 0);
    }

    /** The same at that copy. */
    Task at(int itsCopy) {
        return new Task(owner, server, id, itsCopy, tool, said, ends);
    }

    /** The same with what was heard now, in the words of either era. */
    Task with(ObjectNode heard, Instant now) {
        ObjectNode next = said.deepCopy();
        next.put("lastUpdatedAt", now.toString());
        for (String name : TEXTS) {
            if (heard.path(name).isTextual()) {
                next.set(name, heard.get(name));
            }
        }
        number(heard, "ttl", "ttlMs", next);
        number(heard, "pollInterval", "pollIntervalMs", next);
        // One that lasts for ever by its server's word lasts here as long as it is asked for.
        long ttl = next.path("ttl").isIntegralNumber() ? next.path("ttl").asLong() : Long.MAX_VALUE;
        long kept = Math.max(0, Math.min(ttl, LONGEST.toMillis()));
        return new Task(owner, server, id, copy, tool, next, now.toEpochMilli() + kept);
    }

    private static void number(ObjectNode heard, String legacy, String modern, ObjectNode to) {
        JsonNode told = heard.has(legacy) ? heard.get(legacy) : heard.path(modern);
        if (told.isIntegralNumber() && told.canConvertToLong() && told.asLong() >= 0) {
            to.put(legacy, told.asLong());
        } else if (!to.has(legacy) && legacy.equals("ttl")) {
            to.putNull(legacy);
        }
    }

    /** True if nothing is new since then, and it is known for about as long: clients ask every few seconds. */
    boolean isAbout(Task before, Instant now) {
        return said.equals(before.said) && ends - before.ends < (ends - now.toEpochMilli()) / RENEWALS;
    }

    /** True if it need not be known any more. */
    boolean isOver(Instant now) {
        return now.toEpochMilli() >= ends;
    }

    /** What it is called where all servers are one. */
    public String name() {
        return server + "/" + id;
    }

    /** As a list tells of it. */
    public ObjectNode listed(boolean prefixed) {
        ObjectNode listed = Json.object().put("taskId", prefixed ? name() : id);
        listed.setAll(said);
        return listed;
    }
}
