package org.mcpcoordinator.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.mcp.client.Challenge;
import org.mcpcoordinator.mcp.client.McpRefusal;
import org.mcpcoordinator.mcp.client.oauth.OAuthAuthorizer;

/**
 * A server that speaks HTTP+SSE is asked for its stream, which is let go at once: what it refuses that with says who gives
 * tokens for it. To a POST it need not say so there.
 */
final class StreamQuestion {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** Without a token, with one, and with one that may do more. */
    private static final int MOST_TRIES = 3;

    private StreamQuestion() {}

    /** Leaves the authorizer with a token that is taken, or with none if none is wanted. */
    static void ask(
            HttpClient http, URI stream, Map<String, String> headers, Duration patience, OAuthAuthorizer authorizer)
            throws IOException, InterruptedException {
        for (int tried = 1; ; tried++) {
            Optional<String> shown = authorizer.value();
            HttpRequest.Builder get = HttpRequest.newBuilder(stream).timeout(patience);
            headers.forEach(get::setHeader);
            get.setHeader("Accept", "text/event-stream");
            shown.ifPresent(token -> get.setHeader("Authorization", token));
            HttpResponse<InputStream> head = http.send(get.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            head.body().close();
            int status = head.statusCode();
            if (status != UNAUTHORIZED && status != FORBIDDEN) {
                return;
            }
            Challenge challenge = Challenge.of(status, head.headers().allValues("WWW-Authenticate"));
            if (tried == MOST_TRIES || !authorizer.renewed(challenge, shown)) {
                throw new McpRefusal("its stream is refused with HTTP " + status + ", whatever token is shown");
            }
        }
    }
}
