package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "SERVER|ROLLOUT", description = "Name of a server, or number of a rollout.")
    private String subject = "";

    ExplainCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        String kind = subject.matches("\\d+") ? "rollouts/" : "servers/";
        JsonNode explanation = remote.api().get(kind + Query.escape(subject) + "/explain");
        remote.print(explanation, printer -> print(explanation, printer));
        return ExitCode.DONE;
    }

    private static void print(JsonNode explanation, Printer printer) {
        printer.line(explanation.path("sentence").asText());
        printer.line("  wished    " + explanation.path("wish").asText());
        boolean named = explanation.path("copies").size() > 1
                || explanation.path("subject").asText().startsWith("rollout");
        explanation.path("copies").forEach(copy -> copy(copy, named, printer));
        if (!explanation.path("others").isEmpty()) {
            List<String> others = new ArrayList<>();
            explanation.path("others").forEach(other -> others.add(other.asText()));
            printer.line("  and       " + String.join("; ", others));
        }
        gates(explanation.path("gates"), printer);
        for (JsonNode event : explanation.path("events")) {
            printer.line("  happened  " + event.path("at").asText() + "  "
                    + event.path("sentence").asText());
        }
        advice("  ", explanation.path("advice"), printer);
    }

    /** What did not pass has a line each, what passed one for its phase. */
    private static void gates(JsonNode gates, Printer printer) {
        Map<String, List<String>> passed = new LinkedHashMap<>();
        for (JsonNode gate : gates) {
            if (gate.path("verdict").asText().equals("PASS")) {
                passed.computeIfAbsent(gate.path("phase").asText(), phase -> new ArrayList<>())
                        .add(gate.path("name").asText() + " " + figure(gate.path("value")) + "/"
                                + figure(gate.path("limit")));
            } else {
                printer.line(Colour.RED, "  gate      " + gate.path("sentence").asText());
            }
        }
        passed.forEach((phase, figures) ->
                printer.line(Colour.GREEN, "  gate      " + phase + ": PASS, " + String.join(", ", figures)));
    }

    private static String figure(JsonNode value) {
        return new BigDecimal(value.asDouble(), new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void copy(JsonNode copy, boolean named, Printer printer) {
        if (named) {
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
        if (named) {
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
