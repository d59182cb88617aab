package org.mcpcoordinator.host.store;

/** Why a package cannot be had or run: a stable code, and a sentence that says what to do. */
public final class PackageProblem extends Exception {
    /** The package manager is not on this host. */
    public static final String NO_MANAGER = "NO_MANAGER";

    /** It could not be installed. */
    public static final String FAILED = "FAILED";

    /** Its registry gives other bytes under the version than were pinned. */
    public static final String OTHER_CONTENT = "OTHER_CONTENT";

    /** It has no such program. */
    public static final String NO_PROGRAM = "NO_PROGRAM";

    /** What lies in the store is not what was installed. */
    public static final String ALTERED = "ALTERED";

    private final String code;

    PackageProblem(String code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The same in one sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
