package org.mcpcoordinator.host.builtin.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A named request.
 *
 * @param path with {@code {word}} for each of the path arguments
 * @param query arguments with their descriptions
 */
record Operation(
        String name,
        String description,
        String method,
        String path,
        List<String> pathArguments,
        Map<String, String> query) {
    Operation {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        pathArguments = List.copyOf(pathArguments);
        Objects.requireNonNull(query);
    }

    boolean sendsBody() {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
