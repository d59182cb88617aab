package org.mcpcoordinator.outbound;

import java.io.IOException;
import org.mcpcoordinator.problem.ProblemCode;

/** An address is not connected to; nothing was sent. The message names host and reason behind the code. */
public final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    RefusedAddressException(String sentence) {
        super(ProblemCode.ADDRESS_REFUSED + ": " + sentence);
        this.sentence = sentence;
    }

    /** What it says, without the code; to be asked only where {@link #isCauseOf} is true. */
    public static String sentenceOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RefusedAddressException refused) {
                return refused.sentence;
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** True if that is why something failed. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RefusedAddressException) {
                return true;
            }
        }
        return false;
    }
}
