package org.mcpcoordinator.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;

/** The only place that writes to the terminal: answers to standard output, progress and complaints to standard error. */
public final class Printer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean colour;

    public Printer(PrintStream out, PrintStream err) {
        this(out, err, false);
    }

    /**
     * A printer.
     *
     * @param colour whether the answer is read by a person at a terminal
     */
    public Printer(PrintStream out, PrintStream err, boolean colour) {
        this.out = out;
        this.err = err;
        this.colour = colour;
    }

    /** One line of the answer, in that colour where a person reads it at a terminal. */
    public void line(Colour paint, String text) {
        line(colour ? paint.of(text) : text);
    }

    /** One line of the answer. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** The answer as a table, or a sentence when there is nothing in it. */
    public void table(Table table, String nothing) {
        if (table.isEmpty()) {
            line(nothing);
        } else {
            table.lines().forEach(this::line);
        }
    }

    /** The answer as JSON, indented. */
    public void json(JsonNode answer) {
        try {
            line(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One line about work that goes on. */
    public void step(String text) {
        err.println(text);
        err.flush();
    }

    /** Why the command did not do what it was asked. */
    public void complain(String sentence) {
        err.println("coordinator: " + sentence);
        err.flush();
    }

    /** Standard output itself, for what is no text for people. */
    public PrintStream raw() {
        return out;
    }

    /** Where progress bars draw; nothing else, and never a stack trace. */
    public PrintStream progress() {
        return err;
    }
}
