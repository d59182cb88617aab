package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every route of the running product's API, read from its own document. */
final class Routes {
    /** From the least to the most. */
    static final List<String> ROLES = List.of("viewer", "operator", "admin");

    /** What a route is called with where it wants a name: nobody has it, so nothing is changed. */
    static final String NOBODY = "nobody-9999";

    private Routes() {}

    /**
     * One route, callable without harm.
     *
     * @param declared its address as the document has it
     * @param path its address with names that nobody has
     * @param role the least role; empty if none is declared
     * @param open true if the document says that it needs no login
     */
    record Route(String verb, String declared, String path, String role, boolean open) {
        boolean changes() {
            return !verb.equals("GET");
        }

        /** The roles that are too small for it. */
        List<String> refused() {
            return open ? List.of() : ROLES.subList(0, ROLES.indexOf(role));
        }

        /** The roles that are large enough for it. */
        List<String> admitted() {
            return open ? ROLES : ROLES.subList(ROLES.indexOf(role), ROLES.size());
        }

        /** Calls it with a token; null for none. */
        HttpResponse<String> call(RunningProduct product, String token) {
            return call(product, token, null, "{}");
        }

        /** The same under an Idempotency-Key, with a body of its own where it takes one. */
        HttpResponse<String> call(RunningProduct product, String token, String key, String text) {
            boolean body = verb.equals("POST") || verb.equals("PUT");
            HttpRequest.Builder request = HttpRequest.newBuilder(product.base().resolve("api/v1/" + path))
                    .timeout(Duration.ofSeconds(30))
                    .method(verb, body ? BodyPublishers.ofString(text) : BodyPublishers.noBody());
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            if (key != null) {
                request.header("Idempotency-Key", key);
            }
            if (body) {
                request.header("Content-Type", path.startsWith("secrets/") ? "text/plain" : "application/json");
            }
            return product.send(request.build());
        }

        @Override
        public String toString() {
            return verb + " " + declared;
        }
    }

    static List<Route> of(RunningProduct product) {
        List<Route> routes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path :
                product.get("openapi.json").path("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                routes.add(new Route(
                        verb.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        harmless(path.getKey()),
                        verb.getValue().path("x-role").asText(""),
                        verb.getValue().path("security").isArray()
                                && verb.getValue().path("security").isEmpty()));
            }
        }
        assertThat(routes).hasSizeGreaterThan(30);
        return routes;
    }

    private static String harmless(String path) {
        return path.substring(1)
                .replace("{id}", "999999999")
                .replace("{action}", "pause")
                .replaceAll("\\{[^}]*}", NOBODY);
    }
}
