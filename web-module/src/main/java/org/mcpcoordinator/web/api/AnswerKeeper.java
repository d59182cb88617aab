package org.mcpcoordinator.web.api;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Answers;
import org.mcpcoordinator.web.wire.Json;

/**
 * Keeps the answer of a request that {@link OneEffect} let through, before it is sent: who does not get it may ask for it
 * again. Comes after {@link AuditTrail}, which settles the status. A failure of ours is not kept, so that it can be tried
 * again.
 */
@Provider
@Priority(3000)
public class AnswerKeeper implements ContainerResponseFilter {
    private static final Logger LOG = Logger.getLogger(AnswerKeeper.class);
    private static final int FIRST_OF_OURS = 500;

    @Inject
    Answers answers;

    @Inject
    UnderWay underWay;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
        if (!(request.getProperty(OneEffect.CLAIM) instanceof OneEffect.Claimed claimed)) {
            return;
        }
        try {
            if (answer.getStatus() >= FIRST_OF_OURS) {
                answers.forget(claimed.caller(), claimed.key(), claimed.claim());
            } else {
                answers.keep(claimed.caller(), claimed.key(), claimed.claim(), kept(answer));
            }
        } catch (RuntimeException lost) {
            LOG.warnf(
                    lost,
                    "The answer to %s cannot be kept",
                    request.getUriInfo().getPath());
        } finally {
            underWay.ended(claimed.name());
        }
    }

    /** Writes the body here and now: what is kept and what is sent are the same bytes. */
    private static Answers.Again kept(ContainerResponseContext answer) {
        @Nullable Object entity = answer.getEntity();
        if (entity == null) {
            return new Answers.Again(answer.getStatus(), "", "");
        }
        String body = entity instanceof CharSequence text ? text.toString() : Json.text(entity);
        MediaType media = answer.getMediaType() == null ? MediaType.APPLICATION_JSON_TYPE : answer.getMediaType();
        answer.setEntity(body.getBytes(StandardCharsets.UTF_8), new Annotation[0], media);
        return new Answers.Again(answer.getStatus(), media.toString(), body);
    }
}
