package org.mcpcoordinator.host.builtin.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * Names and filters as MQTT 3.1.1, sections 4.7.1 to 4.7.3, defines them: {@code +} stands for one level, {@code #} at the
 * end for all that follow, and neither for a first level that begins with {@code $}.
 */
final class Topics {
    private static final int LONGEST = 1_024;

    private Topics() {}

    /** A name one can publish to. */
    static String name(String name, String argument) {
        if (name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
            throw new ToolFailure(argument + ": a topic holds no + or #; those belong into filters");
        }
        return plain(name, argument);
    }

    static String filter(String filter, String argument) {
        String[] levels = plain(filter, argument).split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean many = levels[i].contains("#");
            if ((many && (levels[i].length() > 1 || i < levels.length - 1))
                    || (levels[i].contains("+") && levels[i].length() > 1)) {
                throw new ToolFailure(argument + ": + stands alone in a level, and # stands alone in the last one");
            }
        }
        return filter;
    }

    static boolean matches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        if (topic.startsWith("$") && (wanted[0].equals("#") || wanted[0].equals("+"))) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    static boolean matchesAny(List<String> filters, String topic) {
        return filters.stream().anyMatch(filter -> matches(filter, topic));
    }

    private static String plain(String text, String argument) {
        if (text.isEmpty()
                || text.getBytes(StandardCharsets.UTF_8).length > LONGEST
                || text.chars().anyMatch(letter -> letter < ' ' || letter == 127)) {
            throw new ToolFailure(argument + ": must have 1 to " + LONGEST + " bytes and no control characters");
        }
        return text;
    }
}
