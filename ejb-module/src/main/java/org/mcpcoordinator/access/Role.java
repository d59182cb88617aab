package org.mcpcoordinator.access;

import java.util.Locale;

/** What a caller may do; each role includes the ones before it. */
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    /** Role names as {@code @RolesAllowed} and Elytron write them. */
    public static final String VIEWER_NAME = "viewer";

    public static final String OPERATOR_NAME = "operator";
    public static final String ADMIN_NAME = "admin";

    /** True if a caller of this role may do what {@code other} may do. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The name used in JSON, annotations and Elytron. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
