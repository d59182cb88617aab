package org.mcpcoordinator.pinning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of what tools may say of themselves. A tool is pinned by its words when its definition's servers are first asked,
 * for then a person has just brought them in. Words that change later under the same definition have been seen by nobody:
 * such a tool is held until an administrator approves it (tool poisoning; MCP specification, "Security Best Practices").
 */
@Stateless
@PermitAll
public class Pins {
    private static final String FIRST_SEEN = "system";

    /** Of a definition. One that lists other names each time is not to fill the table. */
    private static final int MOST = 5_000;

    @Inject
    PinStore store;

    @Inject
    Clock clock;

    @Inject
    Event<ToolsHeld> held;

    /**
     * Takes out of a list what says something else than before, and keeps that for a person to look at.
     *
     * @param tools as the server lists them now; null if not known
     * @param before what was offered until now; null if nothing is known
     * @return what may be offered
     */
    public @Nullable ArrayNode sift(String definitionHash, @Nullable ArrayNode tools, @Nullable ArrayNode before) {
        Map<String, String> pins = store.pins(definitionHash);
        Map<String, String> known = store.heldOf(definitionHash);
        Sifting sifting = Sifting.of(tools, pins, known.keySet());
        Instant now = clock.instant();
        if (!sifting.fresh().isEmpty() && tools != null) {
            if (pins.size() + sifting.fresh().size() > MOST) {
                store.trim(definitionHash, Words.all(tools).keySet());
            }
            Map<String, String> digests = new HashMap<>();
            sifting.fresh().forEach(words -> digests.put(words.name(), words.digest()));
            store.pin(definitionHash, digests, now, FIRST_SEEN);
        }
        if (!sifting.settled().isEmpty()) {
            store.settle(definitionHash, sifting.settled());
        }
        hold(definitionHash, sifting, known, before, now);
        return sifting.offered();
    }

    private void hold(
            String hash, Sifting sifting, Map<String, String> known, @Nullable ArrayNode before, Instant now) {
        List<Words> news = sifting.held().stream()
                .filter(words -> !words.digest().equals(known.get(words.name())))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        store.hold(hash, news, before == null ? Map.of() : Words.all(before), now);
        List<String> servers = store.servers(hash);
        held.fire(new ToolsHeld(
                servers.isEmpty() ? "a server that is gone" : servers.get(0),
                news.stream().map(Words::name).sorted().toList()));
    }

    /** All that are held, the newest first; 1,000 at most. */
    public List<HeldTool> held() {
        return store.held();
    }

    /** Names of those that are held, by the hash of their servers' definition. */
    public Map<String, Set<String>> names() {
        return store.held().stream()
                .collect(Collectors.groupingBy(
                        HeldTool::definitionHash,
                        Collectors.mapping(HeldTool::name, Collectors.toCollection(TreeSet::new))));
    }

    /**
     * A person has read what the tool says now, and it may be offered, at all servers of the definition.
     *
     * @param always true if it may say what it likes from now on
     * @param by the person
     * @throws ProblemException TOOL_NOT_HELD
     */
    public HeldTool approve(String definitionHash, String name, boolean always, String by) {
        String digest = store.heldOf(definitionHash).get(name);
        HeldTool tool = store.held().stream()
                .filter(each -> each.definitionHash().equals(definitionHash)
                        && each.name().equals(name))
                .findFirst()
                .orElse(null);
        if (digest == null || tool == null) {
            throw new ProblemException(
                    ProblemCode.TOOL_NOT_HELD, "no tool of that name says something else than what was approved");
        }
        store.pin(definitionHash, Map.of(name, always ? "" : digest), clock.instant(), by);
        store.settle(definitionHash, new HashSet<>(List.of(name)));
        return tool;
    }

    /** Forgets what was pinned before that moment of definitions that nothing runs by any more. */
    public void forget(Instant before) {
        store.forget(before);
    }
}
