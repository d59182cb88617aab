package org.mcpcoordinator.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of a package, as {@code npx} and {@code uvx} are told to run one. Here it is installed beforehand and started
 * directly: {@code npx} at each start would be three processes, and another version whenever there is one.
 *
 * @param manager who installs it
 * @param name of the package, as its registry knows it
 * @param wanted an exact version, a range or, of npm, a tag; empty for the newest
 * @param program of the package; empty for the one it is known for
 * @param arguments of the program
 */
public record Recipe(Origin manager, String name, String wanted, String program, List<String> arguments) {
    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern PYTHON = Pattern.compile("([A-Za-z0-9._-]+(?:\\[[A-Za-z0-9,_-]+\\])?)\\s*(.*)");

    /** Who installs packages. */
    public enum Origin {
        NPM(
                "npm",
                "npx",
                "(@[a-z0-9][a-z0-9._~-]{0,99}/)?[a-z0-9][a-z0-9._~-]{0,199}",
                "\\d+\\.\\d+\\.\\d+([-+][0-9A-Za-z.+-]+)?",
                "[0-9A-Za-z^~<>=*!][0-9A-Za-z^~<>=*!.,+| -]{0,99}"),
        // A tag is none of Python's: it would go on with the name.
        UV(
                "uv",
                "uvx",
                "[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?(\\[[A-Za-z0-9,_-]{1,99}\\])?",
                "\\d[0-9A-Za-z.!+]{0,99}",
                "\\d[0-9A-Za-z.!+]{0,99}|[~<>=!][0-9A-Za-z~<>=*!.,+ -]{0,99}");

        private final String id;
        private final String runner;
        private final Pattern names;
        private final Pattern exact;
        private final Pattern wanted;

        Origin(String id, String runner, String names, String exact, String wanted) {
            this.id = id;
            this.runner = runner;
            this.names = Pattern.compile(names);
            this.exact = Pattern.compile(exact);
            this.wanted = Pattern.compile(wanted);
        }

        /** Its name on the wire and in settings. */
        public String id() {
            return id;
        }

        private boolean knows(String name) {
            return names.matcher(name).matches() && !name.contains("..");
        }
    }

    public Recipe {
        Objects.requireNonNull(manager);
        Objects.requireNonNull(name);
        Objects.requireNonNull(wanted);
        Objects.requireNonNull(program);
        arguments = List.copyOf(arguments);
    }

    /** The recipe in an argument vector; empty if its program is none of the two. */
    public static Optional<Recipe> of(List<String> argv) {
        try {
            return read(argv);
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
    }

    /**
     * The recipe in an argument vector; empty if its program is none of the two.
     *
     * @throws IllegalArgumentException with what cannot be resolved beforehand, as a sentence
     */
    static Optional<Recipe> read(List<String> argv) {
        for (Origin manager : Origin.values()) {
            if (argv.get(0).equals(manager.runner)) {
                return Optional.of(new Reading(manager, argv).recipe());
            }
        }
        return Optional.empty();
    }

    /** True if one version only can be meant. */
    public boolean exact() {
        return manager.exact.matcher(wanted).matches();
    }

    /** The argument vector for that version, in its one normal form. */
    List<String> pinned(String version) {
        List<String> argv = new ArrayList<>(List.of(manager.runner));
        String at = name + "@" + version;
        if (manager == Origin.NPM) {
            argv.addAll(program.isEmpty() ? List.of("-y", at) : List.of("-y", "--package=" + at, program));
        } else {
            argv.addAll(program.isEmpty() ? List.of(at) : List.of("--from", name + "==" + version, program));
        }
        argv.addAll(arguments);
        return argv;
    }

    /** Without its arguments: whoever has the same wants the same thing installed. */
    public Recipe bare() {
        return new Recipe(manager, name, wanted, program, List.of());
    }

    @Override
    public String toString() {
        return manager.id() + ":" + name + (wanted.isEmpty() ? "" : "@" + wanted);
    }

    /** Reads the options that come before the package. */
    private static final class Reading {
        private final Origin manager;
        private final List<String> argv;
        private int at = 1;
        private String from = "";

        Reading(Origin manager, List<String> argv) {
            this.manager = manager;
            this.argv = argv;
        }

        Recipe recipe() {
            while (at < argv.size() && argv.get(at).startsWith("-")) {
                option(argv.get(at++));
            }
            if (at >= argv.size()) {
                throw new IllegalArgumentException("names no package for " + manager.runner + " to run");
            }
            String first = argv.get(at++);
            List<String> rest = argv.subList(at, argv.size());
            if (from.isEmpty()) {
                return split(first, "", rest);
            }
            if (!PROGRAM.matcher(first).matches()) {
                throw new IllegalArgumentException("\"" + Mistakes.shortened(first) + "\" is no name of a program");
            }
            return split(from, first, rest);
        }

        private void option(String option) {
            String word = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
            boolean names = manager == Origin.NPM ? List.of("-p", "--package").contains(word) : word.equals("--from");
            if (names && from.isEmpty()) {
                boolean joined = option.length() > word.length();
                if (!joined && at >= argv.size()) {
                    throw new IllegalArgumentException(word + " names no package");
                }
                from = joined ? option.substring(word.length() + 1) : argv.get(at++);
            } else if (!List.of("-y", "--yes", "-q", "--quiet", "--").contains(option)) {
                throw new IllegalArgumentException("the option " + Mistakes.shortened(option) + " of " + manager.runner
                        + " cannot be resolved beforehand; name one package, or an absolute path to run "
                        + manager.runner + " itself");
            }
        }

        private Recipe split(String text, String program, List<String> rest) {
            int mark = text.indexOf('@', 1);
            if (manager == Origin.UV && mark < 0) {
                return python(text, program, rest);
            }
            String version = mark < 0 ? "" : text.substring(mark + 1);
            boolean newest = manager == Origin.UV && version.equals("latest");
            return checked(mark < 0 ? text : text.substring(0, mark), newest ? "" : version, program, rest);
        }

        /** A requirement as Python writes it: a name, and what its version must be. */
        private Recipe python(String text, String program, List<String> rest) {
            Matcher parts = PYTHON.matcher(text);
            if (!parts.matches()) {
                return checked(text, "", program, rest);
            }
            String wanted = parts.group(2);
            String exact = wanted.startsWith("==") ? wanted.substring(2).trim() : "";
            return checked(parts.group(1), manager.exact.matcher(exact).matches() ? exact : wanted, program, rest);
        }

        private Recipe checked(String name, String wanted, String program, List<String> rest) {
            if (!manager.knows(name)) {
                throw new IllegalArgumentException("\"" + Mistakes.shortened(name) + "\" is no package of a registry: "
                        + "a name, and @ with a version if one is meant; no address, no path");
            }
            if (!wanted.isEmpty() && !manager.wanted.matcher(wanted).matches()) {
                throw new IllegalArgumentException("\"" + Mistakes.shortened(wanted) + "\" is no version of " + name);
            }
            return new Recipe(manager, name, wanted, program, rest);
        }
    }
}
