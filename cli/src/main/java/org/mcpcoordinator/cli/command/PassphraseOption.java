package org.mcpcoordinator.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Option;

/** Where the passphrase of an archive comes from; never an argument, which other users of the machine would see. */
final class PassphraseOption {
    static final String VARIABLE = "COORDINATOR_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase (default: the variable COORDINATOR_PASSPHRASE).")
    private @Nullable Path file;

    Optional<String> read(Shell shell) {
        if (file == null) {
            return shell.variable(VARIABLE);
        }
        try {
            String passphrase = Files.readString(file).strip();
            if (passphrase.isEmpty()) {
                throw Refusal.refused(file + " is empty; it should hold the passphrase");
            }
            return Optional.of(passphrase);
        } catch (IOException e) {
            throw Refusal.failed("cannot read the passphrase from " + file, e).as(ExitCode.REFUSED);
        }
    }
}
