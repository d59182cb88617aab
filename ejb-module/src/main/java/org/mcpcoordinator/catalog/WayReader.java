package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.outbound.Outbound;

/** Reads how a server is run: exactly one of {@code builtin}, {@code command}, {@code image} and {@code url}. */
final class WayReader {
    /** Which other keys belong to which way. */
    static final Map<String, Set<String>> KEYS = Map.of(
            "builtin", Set.of("config"),
            "command", Set.of("args", "env", "integrity", "limits", "network", "path", "surge", "transport"),
            "image", Set.of("args", "containerPort", "env", "limits", "network", "path", "surge", "transport"),
            "url", Set.of("auth", "headers", "transport"));

    private static final List<String> WAYS = List.of("builtin", "command", "image", "url");
    private static final int LONGEST_ARGV = 128 * 1024;

    /** Of all variables together, in bytes. */
    private static final int LARGEST_ENV = 64 * 1024;

    /** Headers the gateway sets itself. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "content-type",
            "accept",
            "upgrade",
            "te",
            "trailer",
            "keep-alive");

    private final Mistakes mistakes;

    WayReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Empty if there are mistakes in it; they have been collected. */
    Optional<Way> read(ObjectNode server, String place) {
        List<String> named = WAYS.stream().filter(server::has).toList();
        if (named.size() != 1) {
            String what = named.isEmpty() ? "says not how it is run" : "says more than once how it is run";
            mistakes.add(place, what + ": name exactly one of builtin, command, image and url");
            return Optional.empty();
        }
        String way = named.get(0);
        foreignKeys(server, way, place);
        if (!server.get(way).isTextual()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (way) {
                    case "builtin" -> builtin(server, place);
                    case "command" -> command(server, place);
                    case "image" -> new ImageReader(mistakes).read(server, place);
                    default -> url(server, place);
                });
    }

    private void foreignKeys(ObjectNode server, String way, String place) {
        Set<String> own = KEYS.getOrDefault(way, Set.of());
        Set<String> told = new HashSet<>();
        for (String other : WAYS) {
            KEYS.getOrDefault(other, Set.of()).stream()
                    .filter(key ->
                            !own.contains(key) && server.has(key) && !(key.equals("transport") && isHttp(server)))
                    .sorted()
                    .filter(told::add)
                    .forEach(key -> mistakes.add(
                            Mistakes.below(place, key), "\"" + key + "\" belongs to " + other + ", not to " + way));
        }
    }

    private static boolean isHttp(ObjectNode server) {
        return server.path("transport").asText().equals("http");
    }

    private @Nullable Way builtin(ObjectNode server, String place) {
        String type = server.get("builtin").textValue();
        List<String> known = BuiltinTypes.known().names();
        if (!known.contains(type)) {
            mistakes.unknown(place + "/builtin", "built-in type", type, known);
            return null;
        }
        JsonNode config = server.path("config");
        if (config.isMissingNode()) {
            config = Canonical.JSON.createObjectNode();
        }
        if (!(config instanceof ObjectNode object)) {
            return null;
        }
        BuiltinTypes.known().check(type, object, place + "/config", mistakes);
        new Placeholders(mistakes, Set.of("port", "host")).check(object, place + "/config");
        base(object)
                .flatMap(Outbound.ofSettings()::mistake)
                .ifPresent(wrong -> mistakes.add(place + "/config/base", wrong));
        return new Way.Builtin(type, object);
    }

    /** Where a built-in server calls another, if it is an address as it stands; what is no address its type refuses. */
    private static Optional<URI> base(ObjectNode config) {
        String base = config.path("base").asText();
        try {
            return base.startsWith("http")
                    ? Optional.of(new URI(base)).filter(uri -> uri.getHost() != null)
                    : Optional.empty();
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    private Way command(ObjectNode server, String place) {
        boolean stdio = server.path("transport").asText().equals("stdio");
        Placeholders placeholders = new Placeholders(mistakes, stdio ? Set.of("host") : Set.of("port", "host"));
        if (stdio && server.has("path")) {
            mistakes.add(place + "/path", "a program that speaks stdio has no address, and so no path; leave it out");
        }
        String program = server.get("command").textValue();
        program(program, place + "/command");
        placeholders.check(server.path("args"), place + "/args");
        placeholders.check(server.path("env"), place + "/env");
        List<String> argv = new ArrayList<>();
        argv.add(program);
        server.path("args").forEach(argument -> argv.add(argument.asText()));
        int length = argv.stream().mapToInt(argument -> argument.length() + 1).sum();
        if (length > LONGEST_ARGV) {
            mistakes.add(
                    place + "/args",
                    "program and arguments have " + length + " characters; at most " + LONGEST_ARGV
                            + " can be handed to a process");
        }
        environment(server.path("env"), place + "/env");
        Way.Transport transport = Way.Transport.of(server.path("transport").asText());
        String path = server.path("path").asText(transport.usualPath());
        String integrity = server.path("integrity").asText();
        recipe(argv, integrity, place);
        JsonNode limits = server.path("limits");
        if (Limits.isOutside(limits.path("memory").asText())) {
            mistakes.add(place + "/limits/memory", limits.path("memory").asText() + " is outside 16MB to 1024GB");
        }
        Way.Network network = Way.Network.of(server.path("network").asText());
        if (!stdio) {
            portInside(network, server.path("exposed").asBoolean(), place);
        }
        return new Way.Command(
                argv,
                DefinitionJson.texts(server.path("env")),
                transport,
                path,
                integrity,
                Limits.read(limits),
                network);
    }

    /** Of what listens in a network of its own. */
    private void portInside(Way.Network network, boolean exposed, String place) {
        if (network == Way.Network.NONE) {
            mistakes.add(
                    place + "/network",
                    "none leaves no loopback, and a program that listens on a port needs one: say loopback, or let the"
                            + " program speak stdio");
        } else if (network == Way.Network.LOOPBACK && exposed) {
            mistakes.add(
                    place + "/exposed",
                    "a program in a network of its own is reached through the loopback of its host and nothing else;"
                            + " leave it out, or network");
        }
    }

    /** What a kernel hands to a process is bounded with its arguments, and what is kept for ever is bounded by us. */
    private void environment(JsonNode env, String place) {
        int bytes = env.properties().stream()
                .mapToInt(variable ->
                        length(variable.getKey()) + length(variable.getValue().asText()) + 2)
                .sum();
        if (bytes > LARGEST_ENV) {
            mistakes.add(
                    place,
                    "its " + env.size() + " variables have " + bytes + " bytes; at most " + LARGEST_ENV
                            + " are allowed together; put long values into a file");
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void recipe(List<String> argv, String integrity, String place) {
        try {
            if (Recipe.read(argv).isEmpty() && !integrity.isEmpty()) {
                mistakes.add(place + "/integrity", "belongs to a package that npx or uvx name; leave it out");
            }
        } catch (IllegalArgumentException unresolved) {
            mistakes.add(place + "/args", String.valueOf(unresolved.getMessage()));
        }
    }

    private void program(String program, String place) {
        if (program.isBlank()) {
            mistakes.add(place, "the program's name is empty");
        } else if (program.chars().anyMatch(letter -> letter < ' ' || letter == 127)) {
            mistakes.add(place, "a program's name holds no line end or control character; it is never a shell line");
        } else if (program.contains("${")) {
            mistakes.add(place, "a program's name is fixed; placeholders are for args and env");
        } else if (program.startsWith("/")) {
            if (List.of(program.split("/", -1)).contains("..")) {
                mistakes.add(place, "an absolute path without \"..\" names one program; write out where it lies");
            }
        } else if (program.contains("/") || program.startsWith("~")) {
            mistakes.add(
                    place,
                    "a relative path depends on where the agent runs; use an absolute path, or a bare name found on the PATH");
        } else if (program.contains(" ")) {
            mistakes.add(
                    place,
                    "a command is one program, never a shell line; put what follows \""
                            + Mistakes.shortened(program.split(" ", -1)[0]) + "\" into args");
        }
    }

    private @Nullable Way url(ObjectNode server, String place) {
        String url = server.get("url").textValue();
        new Placeholders(mistakes, Set.of()).check(server.path("headers"), place + "/headers");
        for (Map.Entry<String, JsonNode> header : server.path("headers").properties()) {
            String at = Mistakes.below(place + "/headers", header.getKey());
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (OWN_HEADERS.contains(name) || name.startsWith("mcp-")) {
                mistakes.add(at, "the gateway sets " + header.getKey() + " itself");
            }
            if (!HeaderText.fits(header.getValue().asText())) {
                mistakes.add(at, "a header's value holds no line end or control character, and only Latin letters");
            }
        }
        Optional<String> wrong = wrongLetter(url)
                .or(() -> wrongUrl(url))
                .or(() -> Outbound.ofSettings().mistake(URI.create(url)));
        wrong.ifPresent(message -> mistakes.add(place + "/url", message));
        if (wrong.isPresent()) {
            return null;
        }
        JsonNode oauth = server.path("auth").path("oauth");
        if (oauth.isObject()) {
            tokens(server, oauth, URI.create(url), place);
        }
        Way.Transport transport = Way.Transport.of(server.path("transport").asText());
        if (transport == Way.Transport.STDIO) {
            mistakes.add(
                    place + "/transport", "nothing is spoken to over stdio at an address; leave it out, or say sse");
        }
        return new Way.Url(url, DefinitionJson.texts(server.path("headers")), DefinitionJson.auth(oauth), transport);
    }

    /** What a token is had with, and where it is sent. */
    private void tokens(ObjectNode server, JsonNode oauth, URI url, String place) {
        String at = place + "/auth/oauth";
        new Placeholders(mistakes, Set.of()).check(oauth, at);
        issuer(oauth.path("issuer").asText(), at + "/issuer");
        if (oauth.has("clientSecret") == oauth.has("privateKey")) {
            mistakes.add(at, "name exactly one of clientSecret and privateKey; set it with coordinator secrets");
        }
        if (DefinitionJson.texts(server.path("headers")).keySet().stream()
                .anyMatch("authorization"::equalsIgnoreCase)) {
            mistakes.add(place + "/headers", "Authorization holds the token that auth is about; leave one of them out");
        }
        boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
        if (!"https".equalsIgnoreCase(url.getScheme()) && !here) {
            mistakes.add(place + "/url", "a token is sent over https only, but on this machine");
        }
    }

    private void issuer(String issuer, String place) {
        if (!issuer.isEmpty()) {
            try {
                Outbound.ofSettings().mistake(new URI(issuer)).ifPresent(message -> mistakes.add(place, message));
            } catch (URISyntaxException broken) {
                mistakes.add(place, "is no address: " + broken.getReason() + " at character " + broken.getIndex());
            }
        }
    }

    /** What writes a request's line cuts letters to their last eight bits, which may be those of a line end. */
    private static Optional<String> wrongLetter(String url) {
        return url.chars().anyMatch(letter -> letter > '~')
                ? Optional.of("an address holds ASCII only: other letters as %XX, a host's as xn--...")
                : Optional.empty();
    }

    private static Optional<String> wrongUrl(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException broken) {
            return Optional.of("is no address: " + broken.getReason() + " at character " + broken.getIndex());
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("an address begins with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("an address holds no user or password; send them in headers");
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            return Optional.of("names no host, or no port there is: http(s)://host[:port]/path");
        }
        if (uri.getRawFragment() != null) {
            return Optional.of("the part after # is never sent; leave it out");
        }
        String query = String.valueOf(uri.getRawQuery());
        for (String parameter : query.split("&", -1)) {
            if (parameter.contains("=") && LiteralSecrets.isSensitive(parameter.substring(0, parameter.indexOf('=')))) {
                return Optional.of("addresses appear in logs; send what is secret in headers");
            }
        }
        return Optional.empty();
    }
}
