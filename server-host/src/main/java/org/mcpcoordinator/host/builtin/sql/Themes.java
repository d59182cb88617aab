package org.mcpcoordinator.host.builtin.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.mcpcoordinator.mcp.Json;

/** Tables of the sample databases, read from {@code themes.json}. */
final class Themes {
    private static final JsonNode THEMES = read();

    private Themes() {}

    static String about(String theme) {
        return THEMES.required(theme).path("about").asText();
    }

    /** By name, in an order in which each points only to those before it. */
    static JsonNode tables(String theme) {
        return THEMES.required(theme).path("tables");
    }

    private static JsonNode read() {
        try (InputStream resource = Themes.class.getResourceAsStream("themes.json")) {
            return Json.read(Objects.requireNonNull(resource).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
