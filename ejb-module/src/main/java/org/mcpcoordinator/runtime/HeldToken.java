package org.mcpcoordinator.runtime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.mcp.client.Challenge;
import org.mcpcoordinator.mcp.client.ClientSettings;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.oauth.OAuthAuthorizer;

/**
 * The token of one definition. It is had by asking the server as any client does, since only its refusal says who gives
 * tokens; looked after whenever somebody asks for it, which the routes do every 20 s.
 */
public final class HeldToken {
    private static final Logger LOG = Logger.getLogger(HeldToken.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Three beats of whoever asks: another is there before one is over. */
    private static final Duration AHEAD = Duration.ofSeconds(60);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(15);

    private static final int UNAUTHORIZED = 401;

    private final HttpClient http;
    private final Way.Url way;
    private final Map<String, String> headers;
    private final OAuthAuthorizer authorizer;
    private final int values;
    private final Clock clock;
    private final Runnable changed;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile State state = new State(Optional.empty(), "its token is being asked for");
    private volatile boolean suspected = true;
    private volatile Instant triedAt = Instant.MIN;

    /**
     * Where things stand.
     *
     * @param authorization what to send; empty if there is nothing
     * @param failure why there is nothing; empty if there is
     */
    public record State(Optional<String> authorization, String failure) {
        @Override
        public String toString() {
            return failure.isEmpty() ? "State[a token]" : "State[" + failure + "]";
        }
    }

    HeldToken(
            HttpClient http,
            Way.Url way,
            Map<String, String> headers,
            OAuthAuthorizer authorizer,
            int values,
            Clock clock,
            Runnable changed) {
        this.http = http;
        this.way = way;
        this.headers = Map.copyOf(headers);
        this.authorizer = authorizer;
        this.values = values;
        this.clock = clock;
        this.changed = changed;
    }

    /** True if it is had with secrets of these values. */
    boolean isOf(int others) {
        return values == others;
    }

    /** The server may refuse what is held. */
    void suspect() {
        suspected = true;
    }

    State now(Executor aside) {
        Instant now = clock.instant();
        boolean due = suspected || authorizer.endsBefore(now.plus(AHEAD));
        if (due && now.isAfter(triedAt.plus(BETWEEN_TRIES)) && busy.compareAndSet(false, true)) {
            triedAt = now;
            try {
                aside.execute(this::renew);
            } catch (RejectedExecutionException stopping) {
                busy.set(false);
            }
        }
        return state;
    }

    private void renew() {
        State before = state;
        try {
            if (suspected) {
                ask();
                suspected = false;
            }
            authorizer.renewBefore(clock.instant().plus(AHEAD));
            state = new State(authorizer.value(), "");
        } catch (IOException failed) {
            // What is held may be good for a while yet.
            if (authorizer.endsBefore(clock.instant())) {
                state = new State(Optional.empty(), "it has no token: " + failed.getMessage());
            }
            LOG.warnf("A token for %s could not be had: %s", url().getHost(), failed.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            busy.set(false);
        }
        if (!state.equals(before)) {
            changed.run();
        }
    }

    /** As any client: what it is refused with leads to a token. */
    private void ask() throws IOException, InterruptedException {
        if (way.transport() == Way.Transport.SSE) {
            StreamQuestion.ask(http, url(), headers, PATIENCE, authorizer);
        } else {
            greet();
        }
        if (authorizer.endsBefore(clock.instant())) {
            // It greets everybody, and asks who it is when it is called.
            authorizer.renewed(new Challenge(UNAUTHORIZED, Map.of()), Optional.empty());
        }
    }

    private void greet() throws IOException, InterruptedException {
        ClientSettings settings = ClientSettings.of("coordinator", PATIENCE)
                .with(headers)
                .atMost(1 << 20)
                .with(authorizer);
        try (McpClient client = McpClient.connect(http, url(), settings)) {
            LOG.debugf("%s answers, in revision %s", url(), client.peer().revision());
        }
    }

    private URI url() {
        return URI.create(way.url());
    }
}
