package org.mcpcoordinator.web.door.oauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * What a token of others is limited to, by the words of its scope: {@code category:ID}, {@code server:NAME}, {@code
 * tool:SERVER/TOOL}, {@code pin:SERVER/TOOL}, {@code rate:CALLS-PER-SECOND}. Words that begin otherwise are somebody else's. One
 * of ours that does not fit is no word to pass over: what it was to keep away would be seen.
 */
final class GrantedScope {
    private final List<String> categories = new ArrayList<>();
    private final List<String> servers = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private final List<String> pins = new ArrayList<>();
    private int perSecond;

    private GrantedScope() {}

    /**
     * What these words grant.
     *
     * @throws ProblemException FORBIDDEN if one of ours does not fit
     */
    static Scope of(Stream<String> words) {
        GrantedScope granted = new GrantedScope();
        words.forEach(granted::take);
        Scope scope = new Scope(
                granted.categories,
                granted.servers,
                granted.tools,
                granted.pins,
                granted.perSecond == 0 ? CallRate.NONE : new CallRate(granted.perSecond, 0, 0));
        try {
            scope.check();
        } catch (ProblemException unfit) {
            throw refusal(unfit.detail());
        }
        return scope;
    }

    private void take(String word) {
        int colon = word.indexOf(':');
        String value = word.substring(colon + 1);
        switch (word.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
            case "category" -> categories.add(value);
            case "server" -> servers.add(value);
            case "tool" -> tools.add(value);
            case "pin" -> pins.add(value);
            case "rate" -> limit(value);
            default -> {
                // Somebody else's.
            }
        }
    }

    /** The least of several counts. */
    private void limit(String value) {
        int wanted = number(value)
                .orElseThrow(() -> refusal("rate wants calls a second, 1 to " + CallRate.MOST_PER_SECOND + "."));
        perSecond = perSecond == 0 ? wanted : Math.min(perSecond, wanted);
    }

    private static OptionalInt number(String value) {
        if (!value.matches("[0-9]{1,6}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(value);
        return number < 1 || number > CallRate.MOST_PER_SECOND ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static ProblemException refusal(String why) {
        return new ProblemException(
                ProblemCode.FORBIDDEN, "This token is good, and what its scope says of us is not: " + why);
    }
}
