package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}: why a server is in the state it is in, on whose evidence, and what to do. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tells why a server is in its state, on whose evidence, and what to do about it.")
final class ExplainCommand implements Callable<Integer> {
    private static final int PROBES = 5;
    private static final Map<String, String> ADVICE = Map.of(
            "EXPOSED", "it listens on more than loopback; bind it to ${host}, or allow it with \"exposed\": true",
            "EXITED", "its process ended; read what it said: coordinator servers NAME logs",
            "REFUSED", "nothing listens on its port; read what it said: coordinator servers NAME logs",
            "SLOW", "it answers too late; see what it does, or raise health.timeout in the fleet file",
            "CUT", "it closes connections before it answers; read what it said: coordinator servers NAME logs",
            "WRONG_ANSWER", "what listens there does not speak MCP; look at port and path in the fleet file",
            "LAUNCH_FAILED", "its program is missing or its configuration is refused; mend the fleet file and apply it",
            "DEADLINE", "it never answered after its start; read what it said: coordinator servers NAME logs",
            "SECRET_MISSING", "a secret it names is not kept; set it: coordinator secrets set",
            "PORT_EXHAUSTED", "its category and the reserve have no free port; coordinator ports shows who has them");

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "NAME", description = "The server.")
    private String name = "";

    ExplainCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode server = remote.api().get("servers/" + Query.escape(name));
        if (remote.json()) {
            shell.printer().json(server);
            return ExitCode.DONE;
        }
        server.path("instances").forEach(this::explain);
        JsonNode probes = server.path("probes");
        for (int index = 0; index < Math.min(PROBES, probes.size()); index++) {
            JsonNode probe = probes.path(index);
            shell.printer()
                    .line("  probe " + probe.path("at").asText() + "  "
                            + (probe.path("ok").asBoolean()
                                    ? "ok"
                                    : probe.path("reason").asText()) + "  "
                            + probe.path("millis").asLong() + " ms");
        }
        return ExitCode.DONE;
    }

    private void explain(JsonNode item) {
        Printer printer = shell.printer();
        String state = item.path("state").asText();
        String reason = item.path("reason").asText();
        printer.line(item.path("name").asText() + "#" + item.path("replica").asInt() + " is " + state + " since "
                + item.path("since").asText() + ": " + reason + " "
                + item.path("detail").asText(""));
        printer.line("  wished " + item.path("desired").asText() + ", generation "
                + item.path("generation").asLong() + ", attempt "
                + item.path("attempt").asInt());
        printer.line("  on host " + item.path("host").asText() + ", pid "
                + item.path("pid").asLong() + ", port " + item.path("port").asInt() + ", endpoint "
                + item.path("endpoint").asText("-"));
        if (!state.equals("HEALTHY") && ADVICE.containsKey(reason)) {
            printer.line("  what to do: "
                    + ADVICE.get(reason).replace("NAME", item.path("name").asText()));
        }
    }
}
