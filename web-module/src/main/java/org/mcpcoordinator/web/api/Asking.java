package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.CurrentCaller;

/** Who asks in this request, as the door found out, and what the audit trail shall say about it. */
@RequestScoped
class Asking {
    @Inject
    CurrentCaller door;

    private @Nullable Caller caller;
    private String target = "";
    private String detail = "";
    private boolean repeated;

    /** The caller; null if nobody proved to be anybody. Who signs out has still asked for it. */
    @Nullable
    Caller caller() {
        caller = door.find().orElse(caller);
        return caller;
    }

    /** The caller, who must be there. */
    Caller known() {
        Caller found = caller();
        if (found == null) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "Sign in first.");
        }
        return found;
    }

    /** Says what the change is about, where the address does not. */
    void about(String changed) {
        target = changed;
    }

    /** Says more about the change, in one sentence without secrets. */
    void note(String sentence) {
        detail = sentence;
    }

    /** Says that nothing is done, because it was done before. */
    void repeats() {
        repeated = true;
    }

    boolean repeated() {
        return repeated;
    }

    String target() {
        return target;
    }

    String detail() {
        return detail;
    }
}
