package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usage}: what was called through the gateway, by whom. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description =
                "Sums up what was called through the gateway, by caller, server and tool; --calls lists single calls.")
final class UsageCommand implements Callable<Integer> {
    private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Option(names = "--caller", paramLabel = "NAME", description = "Only this token or account.")
    private @Nullable String caller;

    @Option(names = "--server", paramLabel = "SERVER", description = "Only this server.")
    private @Nullable String server;

    @Option(names = "--tool", paramLabel = "TOOL", description = "Only this tool, as its server calls it.")
    private @Nullable String tool;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "From 2026-12-31T00:00:00Z on, or so long ago: 30m, 24h, 7d. Sums are by hours.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Until then.")
    private @Nullable String to;

    @Option(names = "--calls", description = "Single calls, the newest first (admin).")
    private boolean calls;

    @Option(names = "--size", paramLabel = "N", description = "1 to 1000 (default: 100).")
    private int size = 100;

    UsageCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Query query = new Query(calls ? "calls" : "usage")
                .with("caller", caller)
                .with("server", server)
                .with("tool", tool)
                .with("from", moment("--from", from))
                .with("to", moment("--to", to))
                .with("size", size);
        JsonNode found = remote.api().get(query.toString());
        if (calls) {
            calls(found);
        } else {
            sums(found);
        }
        return ExitCode.DONE;
    }

    private void sums(JsonNode found) {
        Table table = new Table("CALLER", "SERVER", "TOOL", "CALLS", "ERRORS", "IN", "OUT", "MEAN MS");
        for (JsonNode sum : found.path("items")) {
            table.row(
                    sum.path("caller").asText(),
                    orDash(sum.path("server")),
                    orDash(sum.path("tool")),
                    sum.path("calls").asText(),
                    sum.path("errors").asText(),
                    sum.path("bytesIn").asText(),
                    sum.path("bytesOut").asText(),
                    millis(sum.path("millis").asDouble()
                            / Math.max(1, sum.path("calls").asLong())));
        }
        remote.print(found, table, "Nothing was called.");
    }

    private void calls(JsonNode found) {
        Table table = new Table("AT", "CALLER", "SERVER", "TOOL", "OUTCOME", "MS", "REQUEST");
        for (JsonNode call : found.path("items")) {
            String tool = call.path("tool").asText();
            table.row(
                    call.path("at").asText(),
                    call.path("caller").asText(),
                    orDash(call.path("server")),
                    tool.isEmpty() ? call.path("method").asText() : tool,
                    call.path("outcome").asText(),
                    millis(call.path("millis").asDouble()),
                    orDash(call.path("request")));
        }
        remote.print(found, table, "No call is kept (setting coordinator.usage.call-trail).");
        if (found.path("unwritten").asLong() > 0) {
            shell.printer()
                    .step(found.path("unwritten").asText()
                            + " calls were too many to be written since this node began; sums have them all.");
        }
    }

    /** A moment, or how long ago it was. */
    private @Nullable String moment(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            Duration since = switch (ago.group(2)) {
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            return Instant.now().minus(since).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException neither) {
            throw Refusal.refused(option + " " + text + ": a moment like 2026-12-31T00:00:00Z, or 30m, 24h, 7d ago");
        }
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private static String orDash(JsonNode text) {
        return text.asText().isEmpty() ? "-" : text.asText();
    }
}
