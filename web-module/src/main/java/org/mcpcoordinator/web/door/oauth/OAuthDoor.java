package org.mcpcoordinator.web.door.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.mcp.client.oauth.AddressRule;
import org.mcpcoordinator.mcp.client.oauth.IssuerKeys;
import org.mcpcoordinator.outbound.PinnedClient;

/** What the door needs where tokens of others are taken: callers by their tokens, and what clients are told. */
public final class OAuthDoor {
    /** Before a path: what is said of the resource there. */
    public static final String METADATA = "/.well-known/oauth-protected-resource";

    private static final String WHOLE = "/mcp";

    /** All of us, or one category or server; what comes behind belongs to the same. */
    private static final Pattern RESOURCE = Pattern.compile("(/mcp(?:/[cs]/[A-Za-z0-9._~-]{1,128})?)(?:/.*)?");

    private static final int LONGEST_TOKEN = 8_192;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OAuthConfig config;
    private final String base;
    private final Checked tokens;

    private OAuthDoor(OAuthConfig config, String base, Clock clock, LongSupplier ticker) {
        this.config = config;
        this.base = base;
        // The JVM's first client decides for all others whether they may name their host.
        PinnedClient.prepare();
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        TokenCheck check = new TokenCheck(config, new IssuerKeys(http, AddressRule.ENCRYPTED), clock, ticker);
        this.tokens = new Checked(check::check, clock);
    }

    /**
     * Empty if no issuer is set.
     *
     * @param publicUrl by which tokens call us
     * @throws IllegalStateException if an issuer is set, and that is not: what a request calls us is said by its client
     */
    public static Optional<OAuthDoor> of(
            OAuthConfig config, Optional<URI> publicUrl, Clock clock, LongSupplier ticker) {
        if (config.issuers().isEmpty()) {
            return Optional.empty();
        }
        String base = publicUrl
                .orElseThrow(() -> new IllegalStateException("setting " + OAuthConfig.ISSUERS
                        + " wants coordinator.access.public-url too: tokens are given for an address"))
                .toString();
        return Optional.of(
                new OAuthDoor(config, base.endsWith("/") ? base.substring(0, base.length() - 1) : base, clock, ticker));
    }

    /** True if it may be a token of this kind; ours have no dots. */
    public boolean takes(String token) {
        int first = token.indexOf('.');
        return token.startsWith("ey")
                && first > 0
                && token.indexOf('.', first + 1) > 0
                && token.length() <= LONGEST_TOKEN;
    }

    /**
     * What is known of a token that has been checked.
     *
     * @param caller nobody if it is not for what is asked for
     */
    public record Known(Optional<Caller> caller) {}

    /** What is known of the token with that digest; empty if it has to be checked first. */
    public Optional<Known> known(byte[] digest, String path) {
        return tokens.known(digest).map(verified -> new Known(admitted(verified, path)));
    }

    /**
     * Checks a token.
     *
     * @param worker whose thread may be held
     * @return the caller, or nobody; fails with a ProblemException
     */
    public CompletionStage<Optional<Caller>> check(String token, byte[] digest, String path, Executor worker) {
        return tokens.check(token, digest, worker)
                .thenApply(checked -> checked.flatMap(verified -> admitted(verified, path)));
    }

    /** A token for all of us is good everywhere, one for a part only there. */
    private Optional<Caller> admitted(Verified verified, String path) {
        boolean whole = verified.audiences().contains(base + WHOLE)
                || config.audience().filter(verified.audiences()::contains).isPresent();
        return whole || verified.audiences().contains(base + resource(path).orElse(WHOLE))
                ? Optional.of(verified.caller())
                : Optional.empty();
    }

    /** What is said of the resource there; empty if there is none. */
    public Optional<byte[]> metadata(String path) {
        String of = path.substring(METADATA.length());
        Optional<String> resource =
                of.isEmpty() ? Optional.of(WHOLE) : resource(of).filter(of::equals);
        return resource.map(found -> {
            ObjectNode json = JSON.createObjectNode().put("resource", base + found);
            config.issuers().keySet().forEach(json.putArray("authorization_servers")::add);
            json.putArray("bearer_methods_supported").add("header");
            json.put("resource_name", "MCP Coordinator");
            return json.toString().getBytes(StandardCharsets.UTF_8);
        });
    }

    /** Where a client that was refused there is told who gives tokens. */
    public String whereToAsk(String path) {
        return base + METADATA + resource(path).orElse(WHOLE);
    }

    private static Optional<String> resource(String path) {
        Matcher matcher = RESOURCE.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
