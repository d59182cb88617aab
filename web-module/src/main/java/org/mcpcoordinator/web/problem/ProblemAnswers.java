package org.mcpcoordinator.web.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;

/** The one mapper of the REST API: whatever a route throws leaves as a problem, never as a stack trace. */
@Provider
public class ProblemAnswers implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

    @Override
    public Response toResponse(Throwable thrown) {
        ProblemView problem = Problems.of(thrown, occurrence -> LOG.errorf(thrown, "%s: a request failed", occurrence));
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(ProblemView.MEDIA_TYPE).entity(problem);
        if (problem.status() == 503) {
            answer.header("Retry-After", "5");
        }
        if (problem.status() == 405 && thrown instanceof WebApplicationException refusal) {
            answer.header("Allow", refusal.getResponse().getHeaderString("Allow"));
        }
        return answer.build();
    }
}
