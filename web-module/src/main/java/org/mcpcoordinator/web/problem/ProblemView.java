package org.mcpcoordinator.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * A problem as it goes out (RFC 9457, media type {@value #MEDIA_TYPE}).
 *
 * @param type URI of the kind of problem, made from the code
 * @param title one sentence, the same for every occurrence
 * @param status HTTP status, 400 to 599
 * @param detail what this occurrence is about
 * @param instance URI of this occurrence, by which the log names it; only where we are to blame
 * @param code name of the {@link ProblemCode}, stable
 * @param mistakes each mistake with its place; empty when there is only the detail
 */
public record ProblemView(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instance,
        String code,
        List<Mistake> mistakes) {
    /** Media type of problems (RFC 9457, section 6.1). */
    public static final String MEDIA_TYPE = "application/problem+json";

    public ProblemView {
        mistakes = List.copyOf(mistakes);
    }

    /** What goes out for a problem of the catalogue. */
    public static ProblemView of(ProblemException problem) {
        return of(problem.code(), problem.code().status(), problem.detail(), problem.mistakes(), null);
    }

    /** What goes out where there is only a code and a sentence. */
    public static ProblemView of(ProblemCode code, String detail) {
        return of(code, code.status(), detail, List.of(), null);
    }

    /** What goes out for a failure of ours: no word of the cause, only the id under which the log has it. */
    static ProblemView internal(UUID occurrence) {
        return of(
                ProblemCode.INTERNAL,
                ProblemCode.INTERNAL.status(),
                "The server's log has more under this id: " + occurrence,
                List.of(),
                "urn:uuid:" + occurrence);
    }

    static ProblemView of(
            ProblemCode code, int status, String detail, List<Mistake> mistakes, @Nullable String instance) {
        return new ProblemView(
                "urn:mcp-coordinator:problem:" + code.name(),
                code.title(),
                status,
                detail,
                instance,
                code.name(),
                mistakes);
    }
}
