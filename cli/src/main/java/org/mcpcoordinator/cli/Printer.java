package org.mcpcoordinator.cli;

import java.io.PrintStream;

/** The only place that writes to the terminal: answers to standard output, progress and complaints to standard error. */
public final class Printer {
    private final PrintStream out;
    private final PrintStream err;

    public Printer(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** One line of the answer. */
    public void line(String text) {
        out.println(text);
        out.flush();
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

    /** Where progress bars draw. */
    public PrintStream progress() {
        return err;
    }
}
