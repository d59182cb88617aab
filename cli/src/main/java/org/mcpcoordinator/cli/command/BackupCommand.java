package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.RunWatch;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup}: everything the installation is, in one file. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes definitions, revisions, ports, rollouts, the audit trail and, sealed by a passphrase, accounts, tokens and",
            "secrets into one file. Servers, calls and rollouts go on meanwhile."
        },
        footer = {"", "Example: coordinator backup fleet.zip --passphrase-file passphrase"})
final class BackupCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Mixin
    private final PassphraseOption passphrase = new PassphraseOption();

    @Parameters(paramLabel = "FILE", description = "The archive to write; must not be there yet.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--without-secrets", description = "Leave accounts, tokens and secrets out.")
    private boolean withoutSecrets;

    BackupCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (Files.exists(file)) {
            throw Refusal.refused(file + " is there already; nothing is overwritten");
        }
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        Optional<String> given = withoutSecrets ? Optional.empty() : passphrase.read(shell);
        if (given.isEmpty() && !withoutSecrets) {
            throw Refusal.refused("accounts, tokens and secrets need a passphrase: --passphrase-file FILE or "
                    + PassphraseOption.VARIABLE + "; --without-secrets leaves them out");
        }
        given.ifPresentOrElse(text -> wanted.put("passphrase", text), () -> wanted.put("withoutSecrets", true));
        Api api = remote.api();
        String path = "backups/" + api.post("backups", wanted).path("id").asLong();
        JsonNode run = new RunWatch(api).untilEnd(path);
        String sha256 = api.download(path + "/archive", file);
        if (!sha256.equals(run.path("sha256").asText())) {
            throw Refusal.failed(file + " is not what was written there: its SHA-256 is " + sha256 + ", not "
                    + run.path("sha256").asText());
        }
        remote.print(run, printer -> {
            printer.line(file + "  " + run.path("bytes").asLong() + " bytes, "
                    + run.path("detail").asText());
            printer.line("SHA-256 " + sha256);
            printer.line("Content " + run.path("content").asText() + "  (the same for the same fleet)");
        });
        return ExitCode.DONE;
    }
}
