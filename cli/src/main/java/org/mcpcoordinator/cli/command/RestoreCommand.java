package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.RunWatch;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: puts what is in an archive into an installation and waits for its servers. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the whole archive, then puts all of it in or nothing, and waits until the servers are healthy. Into an",
            "installation without a fleet, unless --replace. Whoever can log in there already still can."
        },
        footer = {
            "",
            "Exit codes: 0 restored and all servers healthy; 1 failed, or not all healthy in time; 2 refused.",
            "Example: coordinator up --empty && coordinator restore fleet.zip --passphrase-file passphrase"
        })
final class RestoreCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(500);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Mixin
    private final PassphraseOption passphrase = new PassphraseOption();

    @Parameters(paramLabel = "FILE", description = "The archive that backup wrote.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--replace", description = "Put it in the place of the fleet that is there; asks, unless --yes.")
    private boolean replace;

    @Option(names = "--check", description = "Only read the archive to its end and say what is in it; changes nothing.")
    private boolean check;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--wait",
            paramLabel = "S",
            description = "Seconds to wait until the servers are healthy (default: 180); 0 for not at all.")
    private int wait = 180;

    RestoreCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (!Files.isReadable(file)) {
            throw Refusal.refused("cannot read " + file);
        }
        Api api = remote.api();
        if (check) {
            return check(api);
        }
        if (replace && !yes) {
            shell.printer()
                    .step("--replace puts the archive in the place of all fleets, rollouts and their history at "
                            + api.base() + ". Type yes to go on:");
            if (!shell.readLine().equalsIgnoreCase("yes")) {
                throw Refusal.refused("nothing was restored");
            }
        }
        long begin = System.nanoTime();
        JsonNode begun = api.upload("restores" + (replace ? "?replace=true" : ""), "application/zip", file, headers());
        JsonNode run = new RunWatch(api).untilEnd("restores/" + begun.path("id").asLong());
        shell.printer()
                .step("Restored after " + seconds(begin) + " s: "
                        + run.path("detail").asText());
        boolean healthy = wait == 0 || awaitHealthy(api, begin);
        if (remote.json()) {
            shell.printer().json(run);
        }
        return healthy ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Map<String, String> headers() {
        return passphrase
                .read(shell)
                .map(text -> Map.of(
                        "Coordinator-Passphrase",
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                .orElse(Map.of());
    }

    private int check(Api api) {
        JsonNode found =
                api.upload("restores/check" + (replace ? "?replace=true" : ""), "application/zip", file, headers());
        if (remote.json()) {
            shell.printer().json(found);
            return ExitCode.DONE;
        }
        JsonNode archive = found.path("archive");
        shell.printer()
                .line("The archive is whole and fits: " + archive.path("rows").asLong() + " rows of "
                        + found.path("createdAt").asText() + ", by node "
                        + found.path("node").asText() + ", "
                        + (archive.path("guarded").asBoolean() ? "with" : "without")
                        + " accounts, tokens and secrets. Content "
                        + archive.path("content").asText());
        for (JsonNode setting : found.path("settings")) {
            shell.printer()
                    .line(setting.path("name").asText() + " differs: here " + shown(setting.path("here")) + ", archive "
                            + shown(setting.path("archive")) + ", not changed because "
                            + setting.path("reason").asText() + ".");
        }
        return ExitCode.DONE;
    }

    private static String shown(JsonNode value) {
        return value.asText().isEmpty() ? "not set" : value.asText();
    }

    private boolean awaitHealthy(Api api, long begin) {
        long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        while (true) {
            JsonNode fleet = api.get("fleet");
            int desired = fleet.path("desired").asInt();
            int healthy = fleet.path("states").path("HEALTHY").asInt();
            if (healthy >= desired) {
                shell.printer()
                        .line("All " + desired + " servers are healthy " + seconds(begin) + " s after the beginning.");
                return true;
            }
            if (System.nanoTime() > end) {
                shell.printer()
                        .complain("the fleet is restored, and " + healthy + " of " + desired
                                + " servers are healthy after " + seconds(begin)
                                + " s; coordinator servers --state FAILED tells which are not");
                return false;
            }
            Pause.of(STEP);
        }
    }

    private static String seconds(long begin) {
        return String.format(java.util.Locale.ROOT, "%.1f", (System.nanoTime() - begin) / 1e9);
    }
}
