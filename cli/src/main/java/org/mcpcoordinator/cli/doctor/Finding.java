package org.mcpcoordinator.cli.doctor;

import java.util.Objects;

/**
 * What one check found.
 *
 * @param level how bad it is
 * @param subject what was looked at
 * @param said what is so
 * @param advice what to do; empty where nothing is to be done
 */
public record Finding(Level level, String subject, String said, String advice) {
    public Finding {
        Objects.requireNonNull(level);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(said);
        Objects.requireNonNull(advice);
    }

    /** How bad it is. */
    public enum Level {
        OK,
        /** Works, and could be better. */
        NOTE,
        /** The product will not start or will fail under load. */
        PROBLEM
    }

    static Finding ok(String subject, String said) {
        return new Finding(Level.OK, subject, said, "");
    }

    static Finding note(String subject, String said, String advice) {
        return new Finding(Level.NOTE, subject, said, advice);
    }

    static Finding problem(String subject, String said, String advice) {
        return new Finding(Level.PROBLEM, subject, said, advice);
    }
}
