package org.mcpcoordinator.cli.command;

import java.lang.reflect.Constructor;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line as a whole: which commands there are, and what becomes of refusals. */
@Command(
        name = "coordinator",
        description = "Rolls out, runs, watches and fronts up to 1,000 MCP servers on WildFly.",
        mixinStandardHelpOptions = true,
        version = "MCP Coordinator 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            ImportCommand.class,
            TryCommand.class,
            FleetCommand.class,
            SampleCommand.class,
            ServersCommand.class,
            ExplainCommand.class,
            RolloutsCommand.class,
            PurgeCommand.class,
            RevisionsCommand.class,
            RevertCommand.class,
            ToolsCommand.class,
            CallCommand.class,
            StdioCommand.class,
            ConnectCommand.class,
            TokensCommand.class,
            UsageCommand.class,
            SecretsCommand.class,
            UsersCommand.class,
            NodesCommand.class,
            HostsCommand.class,
            PortsCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DrillCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 failed; 2 refused before anything was done; 130 stopped by Ctrl-C.",
            "plan: 0 nothing to do; 1 there are changes; 255 error."
        })
public final class Commands {

    /** Runs one command; every failure becomes a sentence and an exit code. */
    public static int run(Shell shell, String... arguments) {
        CommandLine line = line(shell);
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof Refusal refusal) {
                shell.printer().complain(String.valueOf(refusal.getMessage()));
                return refusal.exitCode();
            }
            shell.printer().complain(TraceFile.keep(problem, command));
            return ExitCode.FAILED;
        });
        return arguments.length == 0 ? line.execute("--help") : line.execute(arguments);
    }

    static CommandLine line(Shell shell) {
        return new CommandLine(new Commands(), new Factory(shell)).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Gives the shell to every command that asks for it in its constructor. */
    private record Factory(Shell shell) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Shell.class) {
                    return type.cast(constructor.newInstance(shell));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
