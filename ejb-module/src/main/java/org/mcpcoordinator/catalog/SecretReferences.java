package org.mcpcoordinator.catalog;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds {@code ${secret:NAME}} in texts. */
final class SecretReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([^}]+)}");

    private SecretReferences() {}

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
