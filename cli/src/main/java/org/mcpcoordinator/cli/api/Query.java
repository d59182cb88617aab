package org.mcpcoordinator.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path with its query, every value escaped. */
public final class Query {
    private final StringBuilder text;
    private boolean first = true;

    public Query(String path) {
        this.text = new StringBuilder(path);
    }

    /** Adds a parameter unless it is null. */
    public Query with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(first ? '?' : '&').append(name).append('=').append(escape(value.toString()));
            first = false;
        }
        return this;
    }

    /** One step of a path. */
    public static String escape(String step) {
        return URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
