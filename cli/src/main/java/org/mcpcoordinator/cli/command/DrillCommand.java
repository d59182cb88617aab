package org.mcpcoordinator.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.drill.Drill;
import org.mcpcoordinator.cli.drill.DrillReport;
import org.mcpcoordinator.cli.drill.Drills;
import org.mcpcoordinator.cli.drill.ReportFile;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drill}: a fault on purpose, to see what becomes of it. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Makes one fault on a fleet that up started, calls servers meanwhile, and tells when it was noticed, when healed,",
            "which calls failed, and whether another server was touched. Asks first, unless --yes.",
            "",
            "kill-server [NAME]             kill -9 of a server's process",
            "kill-host-process [CATEGORY]   kill -9 of the host agent, or of the process that a category's built-in servers share",
            "cut-db                         PostgreSQL stopped for some seconds"
        },
        footer = {"", "Exit codes: 0 healed, and nobody else noticed; 1 not; 2 refused before anything was done."})
final class DrillCommand implements Callable<Integer> {
    private static final Duration USUAL_CUT = Duration.ofSeconds(20);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    /** The drills by the names people type. */
    enum Name {
        KILL_SERVER,
        KILL_HOST_PROCESS,
        CUT_DB;

        static Name of(String text) {
            return switch (text) {
                case "kill-server" -> KILL_SERVER;
                case "kill-host-process" -> KILL_HOST_PROCESS;
                case "cut-db" -> CUT_DB;
                default ->
                    throw Refusal.refused(
                            "there is no drill " + text + "; there are kill-server, kill-host-process and cut-db");
            };
        }
    }

    @Parameters(index = "0", paramLabel = "DRILL", description = "kill-server, kill-host-process or cut-db.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "WHAT", description = "A server, or a category.")
    private @Nullable String what;

    @Option(names = "--seconds", paramLabel = "S", description = "How long cut-db lasts, 1 to 300 (default: 20).")
    private long seconds = USUAL_CUT.toSeconds();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Keep the report in this file too, as JSON, from the first step on.")
    private @Nullable Path reportFile;

    DrillCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        ReportFile told = new ReportFile(reportFile);
        try {
            DrillReport report = drill(told);
            if (remote.json()) {
                shell.printer().json(report.json());
            } else {
                report.lines().forEach(shell.printer()::line);
            }
            return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
        } catch (Refusal refusal) {
            told.stopped(String.valueOf(refusal.getMessage()));
            throw refusal;
        }
    }

    private DrillReport drill(ReportFile told) {
        Name drill = Name.of(name);
        DataFolder folder = remote.folder();
        if (!remote.local() || !folder.exists()) {
            throw Refusal.refused("a drill kills processes of this machine, so it is for a fleet that up started here"
                    + (remote.local() ? "; nothing was started in " + folder.root() : ", not for --url"));
        }
        Api api = remote.api();
        Drill ready = prepare(drill, api, folder);
        shell.printer().step("What will be done: " + ready.fault());
        if (!yes) {
            shell.printer().step("Type yes to go on:");
            if (!shell.readLine().equalsIgnoreCase("yes")) {
                throw Refusal.refused("nothing was done");
            }
        }
        return folder.drilling(() -> ready.run(api, told));
    }

    private Drill prepare(Name drill, Api api, DataFolder folder) {
        return switch (drill) {
            case KILL_SERVER -> Drills.killServer(api, what);
            case KILL_HOST_PROCESS ->
                what == null || what.equals("agent")
                        ? Drills.killAgent(api, () -> Product.agentPid(folder))
                        : Drills.killServeProcess(api, what);
            case CUT_DB ->
                Drills.cutDatabase(
                        api, new Product(folder, Installation.find(), shell.printer()), Duration.ofSeconds(seconds));
        };
    }
}
