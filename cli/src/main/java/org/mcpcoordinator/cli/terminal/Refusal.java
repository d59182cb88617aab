package org.mcpcoordinator.cli.terminal;

import org.jspecify.annotations.Nullable;

/** The command cannot go on; the message is a sentence for the user, the code goes to the shell. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Refusal(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** Something stands in the way, nothing was done. */
    public static Refusal refused(String sentence) {
        return new Refusal(ExitCode.REFUSED, sentence, null);
    }

    /** Something was tried and did not work. */
    public static Refusal failed(String sentence) {
        return new Refusal(ExitCode.FAILED, sentence, null);
    }

    /** As {@link #failed(String)}, with what the machine said. */
    public static Refusal failed(String sentence, Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new Refusal(ExitCode.FAILED, sentence + ": " + said, cause);
    }

    /** The same sentence with another exit code. */
    public Refusal as(int otherExitCode) {
        return new Refusal(otherExitCode, String.valueOf(getMessage()), this);
    }

    public int exitCode() {
        return exitCode;
    }
}
