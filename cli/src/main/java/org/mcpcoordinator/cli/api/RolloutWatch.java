package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Shell;

/** Follows a rollout to its end: a bar where a person watches, a line per phase and state elsewhere. */
public final class RolloutWatch {
    private static final Duration STEP = Duration.ofMillis(300);
    private static final Set<String> OPEN = Set.of("PENDING", "RUNNING", "ABORTING", "ROLLING_BACK");
    private static final int WIDTH = 100;

    private final Api api;
    private final Shell shell;

    public RolloutWatch(Api api, Shell shell) {
        this.api = api;
        this.shell = shell;
    }

    /** The rollout as it was when it ended, or when it began to wait for a person. */
    public JsonNode untilEnd(long id) {
        JsonNode last = shell.interactive() ? withBar(id) : withLines(id);
        String detail = last.path("detail").asText("");
        shell.printer()
                .step("Rollout " + id + " " + last.path("state").asText() + ": " + healthy(last) + " of "
                        + planned(last) + " healthy" + (detail.isBlank() ? "." : "; " + detail));
        return last;
    }

    /** 0 when it succeeded, else 1. */
    public static int exitCode(JsonNode rollout) {
        return "SUCCEEDED".equals(rollout.path("state").asText()) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private JsonNode withBar(long id) {
        JsonNode now = api.get("rollouts/" + id);
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("Rollout " + id)
                .setInitialMax(planned(now))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) STEP.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(shell.printer().progress(), WIDTH))
                .build()) {
            while (OPEN.contains(now.path("state").asText())) {
                bar.maxHint(planned(now));
                bar.stepTo(healthy(now));
                bar.setExtraMessage(phase(now));
                Pause.of(STEP);
                now = api.get("rollouts/" + id);
            }
            bar.stepTo(healthy(now));
        }
        return now;
    }

    private JsonNode withLines(long id) {
        String told = "";
        while (true) {
            JsonNode now = api.get("rollouts/" + id);
            if (!OPEN.contains(now.path("state").asText())) {
                return now;
            }
            String line = "Rollout " + id + " " + now.path("state").asText() + ", " + phase(now);
            if (!line.equals(told)) {
                shell.printer().step(line);
                told = line;
            }
            Pause.of(STEP);
        }
    }

    private static String phase(JsonNode rollout) {
        JsonNode phase = rollout.path("phases").path(rollout.path("phase").asInt());
        return phase.isMissingNode() ? "no phase yet" : phase.path("name").asText();
    }

    private static int healthy(JsonNode rollout) {
        int most = 0;
        for (JsonNode phase : rollout.path("phases")) {
            most = Math.max(most, phase.path("healthy").asInt());
        }
        return most;
    }

    private static int planned(JsonNode rollout) {
        return rollout.path("planned").asInt();
    }
}
