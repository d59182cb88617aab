package org.mcpcoordinator.access;

import java.util.regex.Pattern;

/** What a secret may be called, in the store and in {@code ${secret:NAME}}. */
public final class SecretName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private SecretName() {}

    /** True for 1 to 128 letters, digits, dots, dashes, underscores that begin with a letter or digit. */
    public static boolean fits(String name) {
        return NAME.matcher(name).matches();
    }
}
