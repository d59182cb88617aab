package org.mcpcoordinator.mcp.client.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.Authorizer;
import org.mcpcoordinator.mcp.client.Challenge;

/**
 * Has tokens for one server: the first when it refuses us, another before one is over, one with more scopes when it wants
 * more. Each refusal is read anew, so that a server may change who gives tokens for it. Any number of threads.
 */
public final class OAuthAuthorizer implements Authorizer {
    private static final System.Logger LOG = System.getLogger(OAuthAuthorizer.class.getName());

    /** Times a server may want more than it has said before. */
    private static final int MOST_STEPS = 3;

    private static final int FORBIDDEN = 403;
    private static final String OFFLINE = "offline_access";

    private final URI endpoint;
    private final OAuthSettings settings;
    private final Clock clock;
    private final Discovery discovery;
    private final Registration registration;
    private final TokenEndpoint tokens;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> wanted;
    private int steps;
    private volatile @Nullable Token token;
    private @Nullable ProtectedResource resource;

    /**
     * Begins, without asking anybody yet.
     *
     * @param http that follows no redirects
     * @param endpoint of the server
     */
    public OAuthAuthorizer(HttpClient http, URI endpoint, OAuthSettings settings, Clock clock) {
        Documents documents = new Documents(http, settings.rule());
        this.endpoint = Objects.requireNonNull(endpoint);
        this.settings = settings;
        this.clock = Objects.requireNonNull(clock);
        this.discovery = new Discovery(documents);
        this.registration = new Registration(documents, settings);
        this.tokens = new TokenEndpoint(documents, clock);
        this.wanted = new LinkedHashSet<>(settings.scopes());
    }

    @Override
    public Optional<String> value() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Token current = token;
            if (current != null && current.old(clock.instant())) {
                token = renewed(current);
            }
            return shown();
        } finally {
            lock.unlock();
        }
    }

    /** True if there is no token that is good until then. Asks nobody, and waits for nobody who does. */
    public boolean endsBefore(Instant then) {
        Token current = token;
        return current == null
                || (current.expires() != null && current.expires().isBefore(then));
    }

    /** Has another token if the one there is ends before then. */
    public void renewBefore(Instant then) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Token current = token;
            if (current != null && endsBefore(then)) {
                token = renewed(current);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renewed(Challenge challenge, Optional<String> refused) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!refused.equals(shown()) && token != null) {
                // Somebody else was here first.
                return true;
            }
            if (challenge.status() == FORBIDDEN && !more(challenge)) {
                return false;
            }
            ProtectedResource found = discovery.resource(endpoint, challenge);
            Issuer issuer = discovery.issuer(chosen(found));
            if (wanted.isEmpty()) {
                wanted.addAll(challenge.scopes().isEmpty() ? found.scopes() : challenge.scopes());
            }
            Token old = challenge.status() == FORBIDDEN ? null : token;
            resource = found;
            token = null;
            token = old != null && old.issuer().equals(issuer.id()) ? refreshed(issuer, found, old) : null;
            token = token == null ? grant(issuer, found) : token;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes up what the server wants more; false if that is nothing new, or too often. */
    private boolean more(Challenge challenge) {
        return challenge.wantsMoreScope()
                && !wanted.containsAll(challenge.scopes())
                && steps++ < MOST_STEPS
                && wanted.addAll(challenge.scopes());
    }

    private Optional<String> shown() {
        return token == null ? Optional.empty() : Optional.of("Bearer " + token.access());
    }

    /** Of several, the one we are known at. */
    private String chosen(ProtectedResource found) {
        KnownClient client = settings.client();
        return client != null && client.issuer() != null && found.issuers().contains(client.issuer())
                ? client.issuer()
                : found.issuers().get(0);
    }

    private Token grant(Issuer issuer, ProtectedResource found) throws IOException, InterruptedException {
        KnownClient client = registration.at(issuer);
        List<String> scopes = new ArrayList<>(wanted);
        if (settings.grant() instanceof Grant.AuthorizationCode code) {
            if (issuer.list("scopes_supported").contains(OFFLINE) && !scopes.contains(OFFLINE)) {
                scopes.add(OFFLINE);
            }
            return new Consent(tokens, code).ask(issuer, client, found.resource(), scopes);
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("resource", found.resource());
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        return tokens.ask(issuer, client, form, scopes);
    }

    /** Another in place of one that is nearly over; null if the server has to refuse us first. */
    private @Nullable Token renewed(Token old) throws IOException, InterruptedException {
        ProtectedResource known = resource;
        if (known == null) {
            return null;
        }
        Issuer issuer = discovery.issuer(old.issuer());
        Token fresh = refreshed(issuer, known, old);
        return fresh == null && settings.grant() instanceof Grant.ClientCredentials ? grant(issuer, known) : fresh;
    }

    /** Null if the old one came with nothing to refresh it by, or that is over too. */
    private @Nullable Token refreshed(Issuer issuer, ProtectedResource known, Token old)
            throws IOException, InterruptedException {
        if (old.refresh() == null) {
            return null;
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", old.refresh());
        form.put("resource", known.resource());
        try {
            Token fresh = tokens.ask(issuer, registration.at(issuer), form, old.scopes());
            return fresh.refresh() == null ? fresh.refreshedBy(old.refresh()) : fresh;
        } catch (OAuthFailure over) {
            LOG.log(System.Logger.Level.DEBUG, "a token is not refreshed", over);
            return null;
        }
    }
}
