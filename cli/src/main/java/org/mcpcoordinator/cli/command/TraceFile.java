package org.mcpcoordinator.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.product.DataFolder;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where the trace of a failure that nobody has foreseen goes: into a file of its own, that only its owner reads. A person
 * gets a sentence with its name. What was typed is left out, since it may hold a token.
 */
final class TraceFile {
    private TraceFile() {}

    /** The sentence for the user, with the file and what to do. */
    static String keep(Throwable problem, CommandLine command) {
        String where = folders(command).stream()
                .map(folder -> write(problem, command.getCommandSpec(), folder))
                .flatMap(Optional::stream)
                .findFirst()
                .map(file -> "When you report it, send along " + file + ", which holds the details.")
                .orElse("Its details could be written nowhere, neither to the data folder nor to the temporary one.");
        return "unexpected, and a mistake of the program: " + problem
                + "\n  Look whether what you asked for was done before you ask again (coordinator status). " + where;
    }

    /** Empty where it cannot be written: complaining about the complaint would hide the first one. */
    private static Optional<Path> write(Throwable problem, CommandSpec spec, Path folder) {
        try {
            // Made for its owner only, under a name that nobody can foresee.
            Path file = Files.createTempFile(folder, "coordinator-", ".trace");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
                writer.println(Instant.now() + " " + spec.qualifiedName() + ", "
                        + String.join(" ", spec.root().version()) + ", Java " + Runtime.version());
                problem.printStackTrace(writer);
                return writer.checkError() ? Optional.empty() : Optional.of(file);
            }
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** The logs of the data folder where there are any, else the temporary folder. */
    private static List<Path> folders(CommandLine command) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        Path data = command.getParseResult()
                .matchedOptionValue("--data", DataFolder.usual().root());
        Path logs = new DataFolder(data).logs();
        return Files.isDirectory(logs) ? List.of(logs, temporary) : List.of(temporary);
    }
}
