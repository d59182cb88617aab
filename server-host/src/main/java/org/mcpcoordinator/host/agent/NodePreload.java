package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The small script that makes Node programs listen on loopback when they name no host. */
final class NodePreload {
    private static final String NAME = "listen-on-loopback.cjs";

    private final Path script;

    NodePreload(Path directory, boolean shared) throws IOException {
        script = directory.resolve(NAME);
        try (InputStream text = Objects.requireNonNull(NodePreload.class.getResourceAsStream(NAME), NAME)) {
            OwnFiles.replace(script, text.readAllBytes());
            if (shared) {
                OwnFiles.readable(script);
            }
        }
    }

    /** Adds it to what the definition says itself. A space in the path would split the option, hence the quotes. */
    void addTo(Map<String, String> environment) {
        environment.merge("NODE_OPTIONS", "--require=\"" + script + "\"", (given, ours) -> given + " " + ours);
    }
}
