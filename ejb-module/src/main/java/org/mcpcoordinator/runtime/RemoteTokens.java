package org.mcpcoordinator.runtime;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.SecretReferences;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.mcp.client.Authorizer;
import org.mcpcoordinator.mcp.client.oauth.AddressRule;
import org.mcpcoordinator.mcp.client.oauth.ClientProof;
import org.mcpcoordinator.mcp.client.oauth.Grant;
import org.mcpcoordinator.mcp.client.oauth.KnownClient;
import org.mcpcoordinator.mcp.client.oauth.OAuthAuthorizer;
import org.mcpcoordinator.mcp.client.oauth.OAuthSettings;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.outbound.PinnedClient;

/**
 * Tokens for remote servers that want them: had aside, kept in memory only, renewed before they are over. Whoever calls takes
 * what is there; routes and probes are made anew when it changes.
 */
@ApplicationScoped
public class RemoteTokens {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Definitions come and go; what nobody has asked for an hour is let go. */
    private static final int MANY = 2_000;

    private final Map<String, HeldToken> held = new ConcurrentHashMap<>();

    @Inject
    Event<TokenChanged> changed;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @SuppressWarnings("NullAway.Init")
    private HttpClient http;

    /** Servers of that definition are called with another token now, or with none. */
    public record TokenChanged(String definitionHash) {}

    @PostConstruct
    void begin() {
        begin(new PinnedClient(
                Outbound.ofSettings(), () -> HttpClient.newBuilder().connectTimeout(PATIENCE)));
    }

    void begin(HttpClient client) {
        http = client;
    }

    /**
     * What to call it with now. Asks nobody: where there is nothing yet, or not for long, it is had aside.
     *
     * @param headers that are sent beside it
     * @param secrets by name
     */
    public HeldToken.State now(
            String definitionHash,
            Way.Url way,
            RemoteAuth auth,
            Map<String, String> headers,
            Map<String, String> secrets) {
        return now(definitionHash, way, auth, headers, secrets, executor);
    }

    HeldToken.State now(
            String definitionHash,
            Way.Url way,
            RemoteAuth auth,
            Map<String, String> headers,
            Map<String, String> secrets,
            Executor aside) {
        if (held.size() > MANY) {
            held.clear();
        }
        int values = secrets.hashCode();
        HeldToken token = held.compute(
                definitionHash,
                (hash, known) -> known != null && known.isOf(values)
                        ? known
                        : new HeldToken(
                                http,
                                way,
                                headers,
                                authorizer(http, way, auth, secrets, clock),
                                values,
                                clock,
                                () -> changed.fire(new TokenChanged(hash))));
        return token.now(aside);
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        for (InstanceMoved.Move move : moved.moves()) {
            Instance after = move.after();
            if (after != null && after.state() == InstanceState.UNHEALTHY) {
                // It may refuse a token that is not over.
                Optional.ofNullable(held.get(after.definitionHash())).ifPresent(HeldToken::suspect);
            }
        }
    }

    /** Has tokens for a server, for whoever may wait for them. */
    static OAuthAuthorizer authorizer(
            HttpClient http, Way.Url way, RemoteAuth auth, Map<String, String> secrets, Clock clock) {
        ClientProof proof = auth.privateKey().isEmpty()
                ? new ClientProof.Secret(
                        SecretReferences.filled(auth.clientSecret(), secrets),
                        auth.method().isEmpty() ? null : auth.method())
                : new ClientProof.PrivateKey(
                        SecretReferences.filled(auth.privateKey(), secrets),
                        auth.algorithm(),
                        auth.kid().isEmpty() ? null : auth.kid());
        return new OAuthAuthorizer(
                http,
                URI.create(way.url()),
                new OAuthSettings(
                        "MCP Coordinator",
                        new Grant.ClientCredentials(),
                        new KnownClient(auth.clientId(), proof, auth.issuer().isEmpty() ? null : auth.issuer()),
                        null,
                        auth.scopes(),
                        AddressRule.ENCRYPTED),
                clock);
    }

    /** The same as something to ask with; nothing for a server that wants no tokens. */
    static Authorizer authorizer(HttpClient http, Way.Url way, Map<String, String> secrets, Clock clock) {
        return way.auth()
                .<Authorizer>map(auth -> authorizer(http, way, auth, secrets, clock))
                .orElse(Authorizer.NONE);
    }
}
