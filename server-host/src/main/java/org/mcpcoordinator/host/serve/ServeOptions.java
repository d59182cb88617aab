package org.mcpcoordinator.host.serve;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the command line of the process says.
 *
 * @param category shared by all its servers; for people
 * @param socket where it takes orders
 * @param identity token by which its driver knows it again; may be empty
 * @param directory where servers may keep data
 */
record ServeOptions(String category, Path socket, String identity, Path directory) {
    static final String USAGE = "usage: serve --category NAME --socket PATH [--identity TOKEN]";

    ServeOptions {
        Objects.requireNonNull(category);
        Objects.requireNonNull(socket);
        Objects.requireNonNull(identity);
        Objects.requireNonNull(directory);
    }

    static ServeOptions of(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException(USAGE);
            }
            given.put(args[i].substring(2), args[i + 1]);
        }
        String category = given.remove("category");
        String socket = given.remove("socket");
        String identity = given.remove("identity");
        if (category == null || socket == null || !given.isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        Path path = Path.of(socket).toAbsolutePath();
        String directory = System.getProperty("coordinator.serve.directory", "");
        return new ServeOptions(
                category,
                path,
                identity == null ? "" : identity,
                directory.isEmpty() ? path.resolveSibling("data") : Path.of(directory));
    }
}
