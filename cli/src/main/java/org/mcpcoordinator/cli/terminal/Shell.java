package org.mcpcoordinator.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Who called us: where to print, what to read, and the environment.
 *
 * @param printer writes answers and progress
 * @param input standard input
 * @param environment variables, by name
 * @param interactive whether a person watches standard error, so that bars may be drawn
 */
public record Shell(Printer printer, InputStream input, Map<String, String> environment, boolean interactive) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** The value of a variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** One line of standard input, empty at its end. */
    public String readLine() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
                line.append((char) next);
            }
            return line.toString().trim();
        } catch (IOException e) {
            throw Refusal.failed("cannot read standard input", e);
        }
    }

    /** All of standard input, without the line break at its end. */
    public String readAll() {
        try {
            String text = Utf8.read(input.readAllBytes(), "standard input");
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw Refusal.failed("cannot read standard input", e);
        }
    }
}
