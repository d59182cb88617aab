package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.Colour;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}: why a server or a rollout is as it is, on whose evidence, and what to do. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tells why a server or a rollout is as it is, on whose evidence, and what to try next.")
final class ExplainCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "SERVER|ROLLOUT", description = "Name of a server, or number of a rollout.")
    private String subject = "";

    ExplainCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        String kind = subject.matches("\\d+") ? "rollouts/" : "servers/";
        JsonNode explanation = remote.api().get(kind + Query.escape(subject) + "/explain");
        if (remote.json()) {
            shell.printer().json(explanation);
        } else {
            print(explanation, shell.printer());
        }
        return ExitCode.DONE;
    }

    private static void print(JsonNode explanation, Printer printer) {
        printer.line(explanation.path("sentence").asText());
        printer.line("  wished    " + explanation.path("wish").asText());
        explanation
                .path("copies")
                .forEach(copy -> copy(copy, explanation.path("copies").size() > 1, printer));
        for (JsonNode gate : explanation.path("gates")) {
            Colour colour = gate.path("verdict").asText().equals("PASS") ? Colour.GREEN : Colour.RED;
            printer.line(colour, "  gate      " + gate.path("sentence").asText());
        }
        advice("  ", explanation.path("advice"), printer);
    }

    private static void copy(JsonNode copy, boolean several, Printer printer) {
        if (several) {
            printer.line("  " + copy.path("name").asText() + " is "
                    + copy.path("state").asText() + " since "
                    + copy.path("since").asText() + ": "
                    + copy.path("reason").asText() + " " + copy.path("detail").asText());
        }
        printer.line("  evidence  " + copy.path("evidence").asText());
        if (copy.hasNonNull("exitCode")) {
            printer.line("  exit code " + copy.path("exitCode").asInt());
        }
        for (JsonNode probe : copy.path("probes")) {
            boolean ok = probe.path("ok").asBoolean();
            printer.line(
                    ok ? Colour.FAINT : Colour.RED,
                    "  probe     " + probe.path("at").asText() + "  "
                            + (ok ? "ok" : probe.path("reason").asText()) + "  "
                            + probe.path("millis").asLong() + " ms  "
                            + probe.path("detail").asText());
        }
        copy.path("lines").forEach(line -> printer.line("  said      " + line.asText()));
        if (several) {
            advice("    ", copy.path("advice"), printer);
        }
    }

    private static void advice(String indent, JsonNode advice, Printer printer) {
        String sentence = advice.path("sentence").asText();
        if (sentence.isEmpty()) {
            return;
        }
        String command = advice.path("command").asText();
        printer.line(Colour.YELLOW, indent + "next      " + sentence + (command.isEmpty() ? "" : ": " + command));
    }
}
