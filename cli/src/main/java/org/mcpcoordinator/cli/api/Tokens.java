package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The API's tokens by the name a person gave them; the API itself knows them by their ids. */
public final class Tokens {
    private final Api api;

    public Tokens(Api api) {
        this.api = api;
    }

    /** Id of the token of that name; empty if there is none. */
    public Optional<String> named(String name) {
        for (JsonNode token : api.get("tokens").path("items")) {
            if (token.path("name").asText().equals(name)) {
                return Optional.of(token.path("id").asText());
            }
        }
        return Optional.empty();
    }

    /** From now on nobody gets in with it. */
    public void revoke(String id) {
        api.delete("tokens/" + id);
    }
}
