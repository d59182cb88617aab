package org.mcpcoordinator.web.api;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Answers;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * A POST that names itself by the header {@value #KEY} has one effect and one answer, however often it is sent: the first
 * is carried out, the others wait for its answer. Comes after {@link RouteGuard}, so that nobody gets an answer it would
 * not get by asking.
 */
@Provider
@Priority(6000)
public class OneEffect implements ContainerRequestFilter {
    /** The header. */
    static final String KEY = "Idempotency-Key";

    /** Tells that an answer was given before. */
    static final String REPLAYED = "Idempotency-Replayed";

    /** Where {@link AnswerKeeper} finds the claim, or that there is nothing to keep. */
    static final String CLAIM = "org.mcpcoordinator.claim";

    /** Longest key, in characters. */
    static final int LONGEST = 200;

    private static final Pattern FITTING = Pattern.compile("[\\x21-\\x7e]{1," + LONGEST + "}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 100;

    @Context
    @Nullable
    ResourceInfo target;

    @Inject
    Asking asking;

    @Inject
    Answers answers;

    @Inject
    UnderWay underWay;

    @Inject
    Clock clock;

    /** A request that is carried out, and by which name its answer is kept. */
    record Claimed(String caller, String key, String claim) {
        String name() {
            return caller + " " + key;
        }
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        String key = request.getHeaderString(KEY);
        if (key == null || !request.getMethod().equals("POST") || open()) {
            return;
        }
        if (!FITTING.matcher(key).matches()) {
            throw Bounds.refused(KEY, "1 to " + LONGEST + " visible ASCII characters are wanted", null);
        }
        byte[] body = TextBody.bytes(request.getEntityStream(), TextBody.MOST_BYTES);
        request.setEntityStream(new ByteArrayInputStream(body));
        Caller caller = asking.known();
        String owner = (caller.means().equals("bearer") ? "token " : "user ") + caller.name();
        Answers.Turn turn = take(owner, key, whole(request, body));
        if (turn instanceof Answers.First first) {
            Claimed claimed = new Claimed(owner, key, first.claim());
            underWay.begun(claimed.name());
            request.setProperty(CLAIM, claimed);
        } else if (turn instanceof Answers.Again again) {
            asking.repeats();
            request.abortWith(again(again));
        } else if (turn instanceof Answers.Another) {
            throw new ProblemException(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Another request was sent with the " + KEY + " " + key + " in the last " + Answers.LIFE.toHours()
                            + " h; give each request a key of its own.");
        } else {
            throw new ProblemException(
                    ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                    "Send the same request with the same key again in a few seconds.");
        }
    }

    private boolean open() {
        @Nullable
        Route route = target == null || target.getResourceMethod() == null
                ? null
                : target.getResourceMethod().getAnnotation(Route.class);
        return route == null || route.open();
    }

    private Answers.Turn take(String owner, String key, byte[] request) {
        Instant end = clock.instant().plus(PATIENCE);
        Answers.Turn turn = answers.take(owner, key, request);
        while (turn instanceof Answers.Underway && clock.instant().isBefore(end)) {
            underWay.await(owner + " " + key, LOOK_MILLIS);
            turn = answers.take(owner, key, request);
        }
        return turn;
    }

    /** What makes a request the same as another: method, address and body. */
    private static byte[] whole(ContainerRequestContext request, byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes((request.getMethod() + " "
                        + request.getUriInfo().getRequestUri().getRawPath() + "?"
                        + request.getUriInfo().getRequestUri().getRawQuery() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(body);
        return whole.toByteArray();
    }

    private static Response again(Answers.Again again) {
        Response.ResponseBuilder answer = Response.status(again.status()).header(REPLAYED, "true");
        return again.body().isEmpty()
                ? answer.build()
                : answer.type(again.media())
                        .entity(again.body().getBytes(StandardCharsets.UTF_8))
                        .build();
    }
}
