package org.mcpcoordinator.host.store;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A package by its name, in whatever version is wanted. Names and versions become arguments of a package manager and parts of
 * paths, so they hold only what names of registries may hold: no address, no path, no option.
 *
 * @param manager who installs it
 * @param name as its registry knows it, for example {@code @modelcontextprotocol/server-memory}
 * @param wanted an exact version, a range or, of npm, a tag; empty for the newest
 * @param program the program of it to run; empty for the one it is known for
 */
public record PackageRef(Origin manager, String name, String wanted, String program) {
    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** Who installs packages. */
    public enum Origin {
        NPM(
                "npm",
                "(@[a-z0-9][a-z0-9._~-]{0,99}/)?[a-z0-9][a-z0-9._~-]{0,199}",
                "\\d+\\.\\d+\\.\\d+([-+][0-9A-Za-z.+-]+)?",
                "[0-9A-Za-z^~<>=*!][0-9A-Za-z^~<>=*!.,+| -]{0,99}"),
        // Anything else would go on with the name.
        UV(
                "uv",
                "[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?(\\[[A-Za-z0-9,_-]{1,99}\\])?",
                "\\d[0-9A-Za-z.!+]{0,99}",
                "\\d[0-9A-Za-z.!+]{0,99}|[~<>=!][0-9A-Za-z~<>=*!.,+ -]{0,99}");

        private final String id;
        private final Pattern names;
        private final Pattern exact;
        private final Pattern wanted;

        Origin(String id, String names, String exact, String wanted) {
            this.id = id;
            this.names = Pattern.compile(names);
            this.exact = Pattern.compile(exact);
            this.wanted = Pattern.compile(wanted);
        }

        /** Its name on the wire, in paths and on the command line. */
        public String id() {
            return id;
        }

        /** True if one version only can be meant. */
        boolean isExact(String version) {
            return exact.matcher(version).matches();
        }

        static Origin of(String id) {
            for (Origin manager : values()) {
                if (manager.id.equals(id)) {
                    return manager;
                }
            }
            throw new IllegalArgumentException("packages are installed by npm or uv");
        }
    }

    public PackageRef {
        if (!manager.names.matcher(name).matches() || name.contains("..")) {
            throw new IllegalArgumentException("this is no name of a package of " + manager.id());
        }
        if (!wanted.isEmpty() && !manager.wanted.matcher(wanted).matches()) {
            throw new IllegalArgumentException("this is no version of " + name);
        }
        if (!program.isEmpty() && !PROGRAM.matcher(program).matches()) {
            throw new IllegalArgumentException("this is no program of " + name);
        }
    }

    /** As it travels. */
    public static PackageRef of(
            @Nullable String manager, @Nullable String name, @Nullable String wanted, @Nullable String program) {
        return new PackageRef(Origin.of(String.valueOf(manager)), orEmpty(name), orEmpty(wanted), orEmpty(program));
    }

    /** True if one version only can be meant. */
    boolean exact() {
        return manager.isExact(wanted);
    }

    /** Whatever its program: it is installed once. */
    PackageRef whole() {
        return new PackageRef(manager, name, wanted, "");
    }

    @Override
    public String toString() {
        return manager.id() + ":" + name + (wanted.isEmpty() ? "" : "@" + wanted);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
