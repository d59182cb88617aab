package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.catalog.Limits;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/**
 * A definition with the keys of the fleet file; of the ways of running only the keys of its own are there.
 *
 * @param name the server's name
 * @param description for people; may be empty
 * @param category id of its category
 * @param builtin type of a built-in server
 * @param config its settings; secrets by name only
 * @param command program of a command server
 * @param image of an image server, with its digest
 * @param args its arguments
 * @param env its environment; secrets by name only
 * @param transport {@code http}, {@code sse} or {@code stdio}; of a remote server only {@code sse}
 * @param path address path of its MCP endpoint
 * @param containerPort on which the program in the image listens
 * @param limits what each copy of a command server may take
 * @param network what of the network a command server reaches: {@code none}, {@code loopback} or {@code any}
 * @param url endpoint of a remote server
 * @param headers sent to it; secrets by name only
 * @param auth how tokens for a remote server are had; absent where none are
 * @param replicas copies
 * @param timeoutMillis until a probe counts as slow
 * @param deadlineSeconds from start to first success
 * @param exposed true if it may listen on other addresses than loopback
 * @param activation {@code always} or {@code on-demand}
 * @param names what its tools are called where all servers are one: {@code prefixed} or {@code plain}
 * @param idleSeconds without a call until a server on demand is stopped; absent for the others
 * @param retry {@code idempotent} if calls of tools may be sent once more that call themselves so; else {@code never}
 * @param calls how much it may be called; absent for no limit
 * @param hash of the definition
 */
public record DefinitionView(
        String name,
        String description,
        String category,
        @Nullable String builtin,
        @Nullable JsonNode config,
        @Nullable String command,
        @Nullable String image,
        @Nullable List<String> args,
        @Nullable Map<String, String> env,
        @Nullable String transport,
        @Nullable String path,
        @Nullable Integer containerPort,
        @Nullable LimitsView limits,
        @Nullable String network,
        @Nullable String url,
        @Nullable Map<String, String> headers,
        @Nullable AuthView auth,
        int replicas,
        long timeoutMillis,
        long deadlineSeconds,
        boolean exposed,
        String activation,
        @Nullable Integer idleSeconds,
        String retry,
        String names,
        @Nullable CallsLimitView calls,
        String hash) {
    /**
     * What a program may take, with all it starts.
     *
     * @param memory as the fleet file has it, for example {@code 256MB}
     * @param processes processes and their threads together
     * @param files open files of each process
     * @param cpu processors; absent for as many as there are
     */
    public record LimitsView(
            String memory,
            int processes,
            int files,
            @Nullable Double cpu) {
        static LimitsView of(Limits limits) {
            return new LimitsView(
                    limits.memory(), limits.processes(), limits.files(), limits.cpu() == 0 ? null : limits.cpu());
        }
    }

    /**
     * How tokens for a remote server are had.
     *
     * @param oauth by client credentials
     */
    public record AuthView(OAuthView oauth) {
        static AuthView of(RemoteAuth auth) {
            return new AuthView(new OAuthView(
                    auth.clientId(),
                    auth.privateKey().isEmpty() ? "secret" : "key",
                    present(auth.method()),
                    auth.privateKey().isEmpty() ? null : auth.algorithm(),
                    present(auth.kid()),
                    present(auth.issuer()),
                    auth.scopes().isEmpty() ? null : auth.scopes()));
        }

        private static @Nullable String present(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    /**
     * Client credentials, without what is secret of them.
     *
     * @param clientId by which the authorization server knows us
     * @param proof by what we show who we are: {@code secret} or {@code key}
     * @param method by which a secret is shown; absent for what the server takes
     * @param algorithm that a key signs with
     * @param kid by which the server knows the key
     * @param issuer the only one that is asked; absent for the one the server names first
     * @param scopes that are asked for; absent for those the server names
     */
    public record OAuthView(
            String clientId,
            String proof,
            @Nullable String method,
            @Nullable String algorithm,
            @Nullable String kid,
            @Nullable String issuer,
            @Nullable List<String> scopes) {}

    /**
     * How much it may be called, by all callers together.
     *
     * @param perSecond calls a second; absent for no limit
     * @param burst calls at once after a rest
     * @param atOnce calls under way; absent for no limit
     */
    public record CallsLimitView(
            @Nullable Integer perSecond,
            @Nullable Integer burst,
            @Nullable Integer atOnce) {
        static @Nullable CallsLimitView of(CallRate rate) {
            return rate.isNone()
                    ? null
                    : new CallsLimitView(
                            rate.perSecond() == 0 ? null : rate.perSecond(),
                            rate.burst() == 0 ? null : rate.burst(),
                            rate.atOnce() == 0 ? null : rate.atOnce());
        }
    }

    /** The definition as it goes out. */
    static DefinitionView of(ServerDefinition definition) {
        Optional<Way.Builtin> builtin = as(Way.Builtin.class, definition);
        Optional<Way.Program> command = as(Way.Program.class, definition);
        Optional<Way.Image> image = as(Way.Image.class, definition);
        Optional<Way.Url> url = as(Way.Url.class, definition);
        return new DefinitionView(
                definition.name(),
                definition.description(),
                definition.category().id(),
                builtin.map(Way.Builtin::type).orElse(null),
                builtin.map(Way.Builtin::config).orElse(null),
                as(Way.Command.class, definition).map(way -> way.argv().get(0)).orElse(null),
                image.map(Way.Image::image).orElse(null),
                command.map(way -> way.words().subList(1, way.words().size())).orElse(null),
                command.map(way -> new TreeMap<>(way.env())).orElse(null),
                command.map(Way.Program::transport)
                        .or(() -> url.map(Way.Url::transport).filter(Way.Transport.SSE::equals))
                        .map(Way.Transport::id)
                        .orElse(null),
                command.map(Way.Program::path).orElse(null),
                image.map(Way.Image::containerPort).filter(port -> port > 0).orElse(null),
                command.map(way -> LimitsView.of(way.limits())).orElse(null),
                command.map(way -> way.network().id()).orElse(null),
                url.map(Way.Url::url).orElse(null),
                url.map(way -> new TreeMap<>(way.headers())).orElse(null),
                url.flatMap(Way.Url::auth).map(AuthView::of).orElse(null),
                definition.replicas(),
                definition.health().timeout().toMillis(),
                definition.health().deadline().toSeconds(),
                definition.exposed(),
                definition.onDemand() ? "on-demand" : "always",
                definition.onDemand() ? definition.idleSeconds() : null,
                definition.retry() ? "idempotent" : "never",
                definition.plainNames() ? "plain" : "prefixed",
                CallsLimitView.of(definition.calls()),
                definition.hash());
    }

    private static <W extends Way> Optional<W> as(Class<W> way, ServerDefinition definition) {
        return Optional.of(definition.way()).filter(way::isInstance).map(way::cast);
    }
}
