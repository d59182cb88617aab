package org.mcpcoordinator.cli.terminal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command cannot go on; the message is a sentence for the user, the code goes to the shell. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient Problem problem;

    private Refusal(int exitCode, String sentence, @Nullable Throwable cause, Problem problem) {
        super(sentence, cause);
        this.exitCode = exitCode;
        this.problem = problem;
    }

    /**
     * What an installation said, for commands that know what to do about it.
     *
     * @param code the problem's code, for example {@code PLAN_STALE}; empty if it is none of an installation's
     * @param places of its mistakes
     */
    public record Problem(String code, List<String> places) {
        static final Problem NONE = new Problem("", List.of());

        public Problem {
            places = List.copyOf(places);
        }
    }

    /** Something stands in the way, nothing was done. */
    public static Refusal refused(String sentence) {
        return new Refusal(ExitCode.REFUSED, sentence, null, Problem.NONE);
    }

    /** Something was tried and did not work. */
    public static Refusal failed(String sentence) {
        return new Refusal(ExitCode.FAILED, sentence, null, Problem.NONE);
    }

    /** As {@link #failed(String)}, with what the machine said. */
    public static Refusal failed(String sentence, Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new Refusal(ExitCode.FAILED, sentence + ": " + said, cause, Problem.NONE);
    }

    /** An installation refused it. */
    public static Refusal of(String sentence, Problem problem) {
        return new Refusal(ExitCode.FAILED, sentence, null, problem);
    }

    /** The same sentence with another exit code. */
    public Refusal as(int otherExitCode) {
        return new Refusal(otherExitCode, String.valueOf(getMessage()), this, problem);
    }

    public Problem problem() {
        return problem;
    }

    public int exitCode() {
        return exitCode;
    }
}
