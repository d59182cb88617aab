package org.mcpcoordinator.host.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The program an argument vector names, found before it is started, so that a missing one is told from one that crashes. */
final class Program {
    private static final Set<String> NODE = Set.of("node", "nodejs", "npx", "npm");
    private static final Optional<Path> SETSID = onPath("setsid", CleanEnvironment.path());

    private Program() {}

    /** Leaves the caller's session, so that whatever ends the agent does not end its children; where there is one. */
    static Optional<Path> setsid() {
        return SETSID;
    }

    /** A tool of the system's own. */
    static Optional<String> tool(String name) {
        return onPath(name, CleanEnvironment.path() + ":/usr/bin:/bin").map(Path::toString);
    }

    /**
     * The file that will be run.
     *
     * @param path the PATH the child gets
     * @throws Keeper.Refusal if there is none, or it may not be run
     */
    static Path find(String name, String path) {
        Optional<Path> found = name.indexOf('/') >= 0 ? Optional.of(Path.of(name)) : onPath(name, path);
        Path program = found.orElseThrow(() -> new Keeper.Refusal("LAUNCH_FAILED", "no program " + name + " on PATH"));
        if (!Files.isRegularFile(program)) {
            throw new Keeper.Refusal("LAUNCH_FAILED", "no such program: " + name);
        }
        if (!Files.isExecutable(program)) {
            throw new Keeper.Refusal("LAUNCH_FAILED", "may not be executed: " + program);
        }
        if (wantsShell(program)) {
            throw new Keeper.Refusal(
                    "LAUNCH_FAILED",
                    "is a text whose first line names no interpreter (#!...), and no shell is begun for it: "
                            + program);
        }
        return program;
    }

    /** True if Node runs it: by its name, or by the first line of the script it is. */
    static boolean isNode(Path program) {
        Path name = program.getFileName();
        return (name != null && NODE.contains(name.toString()))
                || firstLine(program).matches("#!.*\\bnode\\b.*");
    }

    /**
     * True of what the kernel would not run, and what the C library, asked by the words that stand before a program, would
     * then have {@code /bin/sh} read. Programs in a form of their own, for which the kernel has been taught a way, are no text.
     */
    private static boolean wantsShell(Path program) {
        Optional<String> start = start(program);
        return start.isPresent() && !start.get().startsWith("#!") && start.get().indexOf('\0') < 0;
    }

    private static String firstLine(Path program) {
        return start(program).flatMap(start -> start.lines().findFirst()).orElse("");
    }

    private static Optional<String> start(Path program) {
        try (InputStream input = Files.newInputStream(program)) {
            return Optional.of(new String(input.readNBytes(128), StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Path> onPath(String name, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
