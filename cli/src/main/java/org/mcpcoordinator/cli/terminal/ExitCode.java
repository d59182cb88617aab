package org.mcpcoordinator.cli.terminal;

/** What the command tells the shell; documented in the help of every command and in the README. */
public final class ExitCode {
    /** Done; for {@code plan}: nothing to do. */
    public static final int DONE = 0;

    /** The command ran and did not succeed; for {@code plan}: there are changes. */
    public static final int FAILED = 1;

    /** Refused before anything was done: wrong arguments, a busy port, a missing JDK, too little memory. */
    public static final int REFUSED = 2;

    /** Stopped by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    /** {@code plan} failed. */
    public static final int PLAN_ERROR = 255;

    private ExitCode() {}
}
