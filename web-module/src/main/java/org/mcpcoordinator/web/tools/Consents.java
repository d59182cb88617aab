package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Seal;
import org.mcpcoordinator.mcp.server.Replies;
import org.mcpcoordinator.mcp.server.ToolResult;

/**
 * What people are asked before an agent's call is carried out. A yes holds for what was asked, word by word: for that
 * caller, tool, arguments and sentence, for five minutes, once. What comes back is sealed with a key of this process, so
 * nothing is kept but which yes has been used.
 */
final class Consents {
    static final Duration LIFE = Duration.ofMinutes(5);

    /** Under which the question goes out. */
    static final String KEY = "confirm";

    private static final int MOST_USED = 10_000;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Seal seal;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    Consents(Clock clock) {
        this.clock = clock;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        seal = new Seal(secret);
    }

    /** What follows from what has been answered so far. */
    enum Answer {
        /** Nobody can be asked. */
        NOBODY,
        /** Somebody is to be asked (again). */
        ASK,
        NO,
        YES
    }

    /** Whether it may be done. */
    Answer answer(Caller caller, String tool, ObjectNode arguments, String sentence, Replies replies) {
        if (!replies.elicits()) {
            return Answer.NOBODY;
        }
        if (!replies.responses().has(KEY)) {
            return Answer.ASK;
        }
        String[] parts = replies.state().split("\\.", -1);
        if (parts.length != 3 || !isOurs(parts, caller, tool, arguments, sentence) || isOver(parts[0])) {
            return Answer.ASK;
        }
        if (!replies.accepted(KEY)) {
            return Answer.NO;
        }
        return isFirst(parts[1]) ? Answer.YES : Answer.ASK;
    }

    /** The question, with what makes its answer hold. */
    ToolResult ask(Caller caller, String tool, ObjectNode arguments, String sentence) {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        String until = Long.toString(clock.instant().plus(LIFE).getEpochSecond());
        String once = ENCODER.encodeToString(nonce);
        String state = until + "." + once + "." + seal.of(sealed(until, once, caller, tool, arguments, sentence));
        ObjectNode params = Json.object().put("message", sentence);
        params.putObject("requestedSchema").put("type", "object").putObject("properties");
        return ToolResult.question(new ToolResult.Asked(KEY, params, state));
    }

    private boolean isOurs(String[] parts, Caller caller, String tool, ObjectNode arguments, String sentence) {
        return seal.fits(parts[2], sealed(parts[0], parts[1], caller, tool, arguments, sentence));
    }

    /** Only asked of what bears our seal, so it is a number. */
    private boolean isOver(String until) {
        return clock.instant().getEpochSecond() > Long.parseLong(until);
    }

    /** Where too many are remembered nobody's yes counts until some are over: better asked twice than done twice. */
    private boolean isFirst(String once) {
        Instant now = clock.instant();
        used.values().removeIf(until -> until.isBefore(now));
        return used.size() < MOST_USED && used.putIfAbsent(once, now.plus(LIFE)) == null;
    }

    private static ObjectNode sealed(
            String until, String once, Caller caller, String tool, ObjectNode arguments, String sentence) {
        ObjectNode whole = Json.object()
                .put("until", until)
                .put("once", once)
                .put("caller", caller.name())
                .put("role", caller.role().name())
                .put("tool", tool)
                .put("sentence", sentence);
        return whole.set("arguments", arguments);
    }
}
