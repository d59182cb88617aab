package org.mcpcoordinator.problem;

import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A failure a user may see: a code of the catalogue, a sentence of its own, and the mistakes it is made of, if any. */
@ApplicationException(rollback = true, inherited = true)
public final class ProblemException extends RuntimeException {
    private final ProblemCode code;
    private final transient List<Mistake> mistakes;

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of(), null);
    }

    public ProblemException(ProblemCode code, String detail, List<Mistake> mistakes) {
        this(code, detail, mistakes, null);
    }

    public ProblemException(ProblemCode code, String detail, List<Mistake> mistakes, @Nullable Throwable cause) {
        super(Objects.requireNonNull(detail), cause);
        this.code = Objects.requireNonNull(code);
        this.mistakes = List.copyOf(mistakes);
    }

    /** Which problem of the catalogue this is. */
    public ProblemCode code() {
        return code;
    }

    /** What this occurrence is about: what was wrong, where, and what to do. */
    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    /** Every mistake found, in the order of the document; empty when there is only the detail. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
