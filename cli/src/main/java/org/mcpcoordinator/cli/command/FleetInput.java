package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Utf8;

/** A fleet file as it was named on the command line; {@code -} is standard input. */
record FleetInput(String text, String type) {
    static FleetInput read(String name, Shell shell) {
        if (name.equals("-")) {
            return of(shell.readAll());
        }
        Path file = Path.of(name);
        try {
            return of(Utf8.read(Files.readAllBytes(file), file.toString()));
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    /** JSON when it begins like an object, else YAML. */
    static FleetInput of(String text) {
        return new FleetInput(text, text.stripLeading().startsWith("{") ? "application/json" : "application/yaml");
    }

    /** The plan the installation makes of it. */
    JsonNode plan(Api api) {
        return api.post("plans", type, text);
    }
}
