package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.SecretName;

/** Checks what is filled in at launch: {@code ${port}}, {@code ${host}} and {@code ${secret:NAME}}. */
final class Placeholders {
    private static final Pattern ANY = Pattern.compile("\\$\\{([^}]*)(}?)");
    private static final String SECRET = "secret:";

    private final Mistakes mistakes;
    private final Set<String> known;

    /** {@code known}: the words allowed beside {@code secret:NAME}. */
    Placeholders(Mistakes mistakes, Set<String> known) {
        this.mistakes = mistakes;
        this.known = known;
    }

    /** Checks every text in the value. */
    void check(JsonNode value, String place) {
        if (value.isTextual()) {
            text(value.textValue(), place);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), place + "/" + i);
            }
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                check(member.getValue(), Mistakes.below(place, member.getKey()));
            }
        }
    }

    private void text(String text, String place) {
        Matcher matcher = ANY.matcher(text);
        while (matcher.find()) {
            String word = matcher.group(1);
            boolean fits = matcher.group(2).equals("}")
                    && (known.contains(word)
                            || (word.startsWith(SECRET) && SecretName.fits(word.substring(SECRET.length()))));
            if (!fits) {
                mistakes.add(
                        place,
                        "${" + Mistakes.shortened(word) + "} is not filled in here; known are "
                                + (known.contains("port") ? "${port}, ${host} and " : "") + "${secret:NAME}");
            }
        }
    }
}
