package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Who asks in this request, as the door found out, and what the audit trail shall say about it. */
@RequestScoped
class Asking {
    /** Where the door leaves the caller. */
    private static final String CALLER = "org.mcpcoordinator.caller";

    @Inject
    HttpServletRequest request;

    private String target = "";
    private String detail = "";

    /** The caller; null if nobody proved to be anybody. */
    @Nullable
    Caller caller() {
        return request.getAttribute(CALLER) instanceof Caller caller ? caller : null;
    }

    /** The caller, who must be there. */
    Caller known() {
        Caller caller = caller();
        if (caller == null) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "Sign in first.");
        }
        return caller;
    }

    /** Says what the change is about, where the address does not. */
    void about(String changed) {
        target = changed;
    }

    /** Says more about the change, in one sentence without secrets. */
    void note(String sentence) {
        detail = sentence;
    }

    String target() {
        return target;
    }

    String detail() {
        return detail;
    }
}
