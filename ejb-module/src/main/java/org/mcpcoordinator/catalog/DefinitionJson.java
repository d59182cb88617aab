package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mcpcoordinator.access.CallRate;

/**
 * The normal form of a definition, which is also a valid server of a fleet file: defaults filled in, what is usual left
 * out. Reading it back checks nothing, so that revisions stay readable when the rules become stricter.
 */
final class DefinitionJson {
    static final String USUAL_PATH = "/mcp";
    static final String ON_DEMAND = "on-demand";
    private static final String USUAL_ALGORITHM = "RS256";
    private static final String IDEMPOTENT = "idempotent";
    static final String PLAIN = "plain";

    private DefinitionJson() {}

    static ObjectNode write(ServerDefinition server) {
        ObjectNode json = identity(
                server.category(),
                server.way(),
                server.exposed(),
                server.idleSeconds(),
                server.retry(),
                server.plainNames());
        json.put("name", server.name());
        if (!server.description().isEmpty()) {
            json.put("description", server.description());
        }
        if (server.replicas() != 1) {
            json.put("replicas", server.replicas());
        }
        if (server.surge() != ServerDefinition.USUAL_SURGE) {
            json.put("surge", server.surge());
        }
        if (!server.health().equals(ServerDefinition.Health.USUAL)) {
            health(server.health(), json.putObject("health"));
        }
        if (!server.calls().isNone()) {
            calls(server.calls(), json.putObject("calls"));
        }
        return json;
    }

    static ServerDefinition read(String document) {
        try {
            JsonNode json = Canonical.JSON.readTree(document);
            Category category = Category.of(json.path("category").asText())
                    .orElseThrow(() -> new IllegalStateException("a stored definition has no category: " + document));
            Way way = way(json);
            return new ServerDefinition(
                            json.path("name").asText(),
                            json.path("description").asText(),
                            category,
                            way,
                            json.path("replicas").asInt(1),
                            health(json.path("health")),
                            json.path("exposed").asBoolean(),
                            json.path("surge").asInt(ServerDefinition.USUAL_SURGE),
                            idleSeconds(json),
                            retry(json),
                            plainNames(json),
                            calls(json.path("calls")),
                            "")
                    .hashed();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored definition cannot be read", e);
        }
    }

    /** Digest of all whose change has to be rolled out; descriptions and replicas are not part of it. */
    static String hash(ServerDefinition server) {
        ObjectNode identity = identity(
                server.category(),
                server.way(),
                server.exposed(),
                server.idleSeconds(),
                server.retry(),
                server.plainNames());
        // No process depends on these either, but what is not in the digest is no change, and would never be rolled
        // out.
        if (!server.calls().isNone()) {
            calls(server.calls(), identity.putObject("calls"));
        }
        if (!server.health().equals(ServerDefinition.Health.USUAL)) {
            health(server.health(), identity.putObject("health"));
        }
        return Canonical.hash(Canonical.text(identity));
    }

    static boolean plainNames(JsonNode json) {
        return json.path("names").asText().equals(PLAIN);
    }

    /** 0 for what always runs. */
    static int idleSeconds(JsonNode json) {
        return json.path("activation").asText().equals(ON_DEMAND)
                ? json.path("idleSeconds").asInt(ServerDefinition.USUAL_IDLE_SECONDS)
                : 0;
    }

    /** True if calls of tools may be sent once more that say they are idempotent. */
    static boolean retry(JsonNode json) {
        return json.path("retry").asText().equals(IDEMPOTENT);
    }

    private static void calls(CallRate rate, ObjectNode json) {
        if (rate.perSecond() > 0) {
            json.put("perSecond", rate.perSecond());
        }
        if (rate.burst() > rate.perSecond()) {
            json.put("burst", rate.burst());
        }
        if (rate.atOnce() > 0) {
            json.put("atOnce", rate.atOnce());
        }
    }

    static CallRate calls(JsonNode json) {
        return new CallRate(
                json.path("perSecond").asInt(),
                json.path("burst").asInt(),
                json.path("atOnce").asInt());
    }

    private static void health(ServerDefinition.Health health, ObjectNode json) {
        json.put("timeoutMillis", health.timeout().toMillis())
                .put("deadlineSeconds", health.deadline().toSeconds());
    }

    static ServerDefinition.Health health(JsonNode json) {
        ServerDefinition.Health usual = ServerDefinition.Health.USUAL;
        return new ServerDefinition.Health(
                Duration.ofMillis(
                        json.path("timeoutMillis").asLong(usual.timeout().toMillis())),
                Duration.ofSeconds(
                        json.path("deadlineSeconds").asLong(usual.deadline().toSeconds())));
    }

    private static ObjectNode identity(
            Category category, Way way, boolean exposed, int idleSeconds, boolean retry, boolean plainNames) {
        ObjectNode json = Canonical.JSON.createObjectNode().put("category", category.id());
        if (retry) {
            json.put("retry", IDEMPOTENT);
        }
        if (idleSeconds > 0) {
            json.put("activation", ON_DEMAND);
        }
        if (idleSeconds > 0 && idleSeconds != ServerDefinition.USUAL_IDLE_SECONDS) {
            json.put("idleSeconds", idleSeconds);
        }
        if (exposed) {
            json.put("exposed", true);
        }
        if (plainNames) {
            // No process depends on it, but what is kept of the server's offer does.
            json.put("names", PLAIN);
        }
        if (way instanceof Way.Builtin builtin) {
            json.put("builtin", builtin.type());
            json.set("config", builtin.config().deepCopy());
        } else if (way instanceof Way.Program program) {
            program(program, json);
        } else if (way instanceof Way.Url url) {
            json.put("url", url.url());
            if (url.transport() != Way.Transport.HTTP) {
                json.put("transport", url.transport().id());
            }
            putIfAny(json, "headers", object(url.headers()));
            url.auth().ifPresent(auth -> json.putObject("auth").set("oauth", auth(auth)));
        }
        return json;
    }

    private static void program(Way.Program program, ObjectNode json) {
        json.put(
                program instanceof Way.Image ? "image" : "command",
                program.words().get(0));
        ArrayNode args = Canonical.JSON.createArrayNode();
        program.words().stream().skip(1).forEach(args::add);
        putIfAny(json, "args", args);
        putIfAny(json, "env", object(program.env()));
        if (program.transport() != Way.Transport.HTTP) {
            json.put("transport", program.transport().id());
        }
        if (program.transport() != Way.Transport.STDIO && program instanceof Way.Image image) {
            json.put("containerPort", image.containerPort());
        }
        if (!program.path().equals(program.transport().usualPath())) {
            json.put("path", program.path());
        }
        if (!program.integrity().isEmpty()) {
            json.put("integrity", program.integrity());
        }
        program.limits().addTo(json);
        if (program.network() != Way.Network.ANY) {
            json.put("network", program.network().id());
        }
    }

    private static Way way(JsonNode json) {
        if (json.has("builtin")) {
            JsonNode config = json.path("config");
            return new Way.Builtin(
                    json.get("builtin").asText(),
                    config instanceof ObjectNode object ? object : Canonical.JSON.createObjectNode());
        }
        if (json.has("command")) {
            Way.Transport transport = Way.Transport.of(json.path("transport").asText());
            List<String> argv = new ArrayList<>();
            argv.add(json.get("command").asText());
            json.path("args").forEach(argument -> argv.add(argument.asText()));
            return new Way.Command(
                    argv,
                    texts(json.path("env")),
                    transport,
                    json.path("path").asText(transport.usualPath()),
                    json.path("integrity").asText(),
                    Limits.read(json.path("limits")),
                    Way.Network.of(json.path("network").asText()));
        }
        if (json.has("image")) {
            return image(json);
        }
        return new Way.Url(
                json.path("url").asText(),
                texts(json.path("headers")),
                auth(json.path("auth").path("oauth")),
                Way.Transport.of(json.path("transport").asText()));
    }

    /** Of a server whose members have been looked at. */
    static Optional<RemoteAuth> auth(JsonNode oauth) {
        if (!oauth.isObject()) {
            return Optional.empty();
        }
        List<String> scopes = new ArrayList<>();
        oauth.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return Optional.of(new RemoteAuth(
                oauth.path("clientId").asText(),
                oauth.path("clientSecret").asText(),
                oauth.path("privateKey").asText(),
                oauth.path("algorithm").asText(USUAL_ALGORITHM),
                oauth.path("kid").asText(),
                oauth.path("method").asText(),
                oauth.path("issuer").asText(),
                scopes));
    }

    private static ObjectNode auth(RemoteAuth auth) {
        ObjectNode json = Canonical.JSON.createObjectNode().put("clientId", auth.clientId());
        Map<String, String> texts = Map.of(
                "clientSecret", auth.clientSecret(),
                "privateKey", auth.privateKey(),
                "algorithm", auth.algorithm().equals(USUAL_ALGORITHM) ? "" : auth.algorithm(),
                "kid", auth.kid(),
                "method", auth.method(),
                "issuer", auth.issuer());
        new TreeMap<>(texts).forEach((name, value) -> {
            if (!value.isEmpty()) {
                json.put(name, value);
            }
        });
        ArrayNode scopes = Canonical.JSON.createArrayNode();
        auth.scopes().forEach(scopes::add);
        putIfAny(json, "scopes", scopes);
        return json;
    }

    /** Of a server whose members have been looked at. */
    static Way.Image image(JsonNode json) {
        Way.Transport transport = Way.Transport.of(json.path("transport").asText());
        List<String> args = new ArrayList<>();
        json.path("args").forEach(argument -> args.add(argument.asText()));
        return new Way.Image(
                json.path("image").asText(),
                args,
                texts(json.path("env")),
                transport,
                json.path("path").asText(transport.usualPath()),
                json.path("containerPort").asInt(),
                Limits.read(json.path("limits")),
                Way.Network.of(json.path("network").asText()));
    }

    private static void putIfAny(ObjectNode json, String key, JsonNode value) {
        if (!value.isEmpty()) {
            json.set(key, value);
        }
    }

    private static ObjectNode object(Map<String, String> texts) {
        ObjectNode object = Canonical.JSON.createObjectNode();
        texts.forEach(object::put);
        return object;
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            texts.put(member.getKey(), member.getValue().asText());
        }
        return texts;
    }
}
