package org.mcpcoordinator.web.door;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Who is asking in this request, for whatever is behind the door. */
@RequestScoped
public class CurrentCaller {
    @Inject
    HttpServletRequest request;

    /** The caller, if there is one. */
    public Optional<Caller> find() {
        return request.getAttribute(Door.ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }

    /**
     * The caller, who must be there.
     *
     * @throws ProblemException NOT_AUTHENTICATED
     */
    public Caller get() {
        return find().orElseThrow(() -> new ProblemException(ProblemCode.NOT_AUTHENTICATED, "Sign in first."));
    }
}
