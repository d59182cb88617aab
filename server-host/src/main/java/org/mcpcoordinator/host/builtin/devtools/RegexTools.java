package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Regular expressions that end in time linear to the text, whatever the pattern. */
final class RegexTools {
    private static final int MOST_MATCHES = 500;
    /** Counted repeats are unrolled by the engine: beyond this product a short pattern would fill the memory. */
    private static final int MOST_REPEATS = 1000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    private RegexTools() {}

    static ToolResult find(Arguments arguments) {
        Matcher matcher = pattern(arguments).matcher(arguments.text("text"));
        int limit = Math.min(arguments.number("limit", 100), MOST_MATCHES);
        ObjectNode result = Json.object();
        ArrayNode matches = result.putArray("matches");
        boolean more = matcher.find();
        while (more && matches.size() < limit) {
            ObjectNode match = matches.addObject()
                    .put("start", matcher.start())
                    .put("end", matcher.end())
                    .put("text", matcher.group());
            if (matcher.groupCount() > 0) {
                ArrayNode groups = match.putArray("groups");
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    groups.add(matcher.group(group));
                }
            }
            more = matcher.find();
        }
        result.put("count", matches.size());
        return ToolResult.json(result.put("cut", more));
    }

    static ToolResult replace(Arguments arguments) {
        Matcher matcher = pattern(arguments).matcher(arguments.text("text"));
        try {
            return ToolResult.text(matcher.replaceAll(arguments.text("replacement")));
        } catch (IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw new ToolFailure(
                    "replacement: names a group the pattern lacks; $1 is the first group, \\$ a dollar", wrong);
        }
    }

    private static Pattern pattern(Arguments arguments) {
        String pattern = arguments.text("pattern");
        refuseHugeRepeats(pattern);
        int flags = 0;
        for (char flag : arguments.text("flags", "").toCharArray()) {
            flags |= switch (flag) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                default -> throw new ToolFailure("flags: " + flag + " is not one of i, m, s");
            };
        }
        try {
            return Pattern.compile(pattern, flags);
        } catch (PatternSyntaxException wrong) {
            throw new ToolFailure(
                    "pattern: " + wrong.getMessage()
                            + "; RE2 syntax is served: no look-around and no back-references, since those can run for ever",
                    wrong);
        }
    }

    private static void refuseHugeRepeats(String pattern) {
        long product = 1;
        var counts = COUNT.matcher(pattern);
        while (counts.find()) {
            String most = counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            product *= Math.max(1, Long.parseLong(most));
            if (product > MOST_REPEATS) {
                throw new ToolFailure("pattern: its counted repeats multiply to more than " + MOST_REPEATS
                        + "; use *, + or smaller counts");
            }
        }
    }
}
