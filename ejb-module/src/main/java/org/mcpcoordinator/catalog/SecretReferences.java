package org.mcpcoordinator.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds {@code ${secret:NAME}} in texts. */
public final class SecretReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([^}]+)}");

    private SecretReferences() {}

    /** The text with the values in place of the names; of one that has no value nothing is left. */
    public static String filled(String text, Map<String, String> values) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    }

    /** The names, in order. */
    static Set<String> in(Stream<String> texts) {
        Set<String> names = new TreeSet<>();
        texts.forEach(text -> {
            Matcher found = REFERENCE.matcher(text);
            while (found.find()) {
                names.add(found.group(1));
            }
        });
        return Collections.unmodifiableSet(names);
    }
}
