package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A receipt as Markdown (CommonMark with tables), as tickets take it. Texts of people are escaped. */
public final class ReportText {
    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    /** The whole receipt. */
    public static String of(RolloutReport report) {
        ReportText out = new ReportText();
        out.head(report);
        out.phases(report);
        out.gates(report.rollout());
        out.failures(report.failures());
        out.deeds(report.deeds());
        return out.text.toString();
    }

    private void head(RolloutReport report) {
        Rollout rollout = report.rollout();
        line("# Rollout " + rollout.id() + " of fleet " + rollout.fleet() + ": " + rollout.state());
        line("");
        if (!rollout.reason().isEmpty() || !rollout.detail().isEmpty()) {
            line("**" + cell(rollout.reason()) + "** " + cell(rollout.detail()));
            line("");
        }
        row("", "");
        row("---", "---");
        row("started by", rollout.startedBy());
        row("reason", report.intent().isEmpty() ? "-" : report.intent());
        row("started", rollout.startedAt().toString());
        row("ended", moment(rollout.endedAt()));
        row("took", report.seconds() + " s");
        row("profile", rollout.profile());
        row("plan", report.plan().isEmpty() ? "-" : report.plan());
        row("before", mark(report.before()));
        row("after", mark(report.after()));
        row("changes", report.counts().isEmpty() ? "-" : new TreeMap<>(report.counts()).toString());
        row("planned", Integer.toString(rollout.planned()));
        row("failed", Integer.toString(rollout.failed()));
        line("");
    }

    private void phases(RolloutReport report) {
        line("## Phases");
        line("");
        row("phase", "target", "healthy", "seconds");
        row("---", "---:", "---:", "---:");
        for (RolloutReport.PhaseTime phase : report.phases()) {
            row(
                    phase.name(),
                    Integer.toString(phase.target()),
                    Integer.toString(phase.healthy()),
                    phase.seconds() == null ? "-" : String.valueOf(phase.seconds()));
        }
        line("");
    }

    private void gates(Rollout rollout) {
        line("## Gates");
        line("");
        row("phase", "gate", "verdict", "value", "limit", "at");
        row("---", "---", "---", "---:", "---:", "---");
        for (Rollout.Phase phase : rollout.phases()) {
            for (Rollout.Gate gate : phase.gates()) {
                row(
                        phase.name(),
                        gate.name(),
                        gate.verdict(),
                        number(gate.value()),
                        number(gate.limit()),
                        gate.at().toString());
            }
        }
        line("");
    }

    private void failures(List<RolloutReport.Failure> failures) {
        line("## Failures");
        line("");
        if (failures.isEmpty()) {
            line("No server of this rollout is FAILED.");
        } else {
            row("server", "reason", "detail", "since");
            row("---", "---", "---", "---");
            failures.forEach(failure -> row(
                    failure.server() + (failure.replica() == 0 ? "" : "#" + failure.replica()),
                    failure.reason(),
                    failure.detail(),
                    failure.since().toString()));
        }
        line("");
    }

    private void deeds(List<RolloutReport.Deed> deeds) {
        line("## Who did what");
        line("");
        row("at", "who", "by", "action", "outcome");
        row("---", "---", "---", "---", "---");
        deeds.forEach(deed -> row(deed.at().toString(), deed.who(), deed.means(), deed.action(), deed.outcome()));
    }

    private static String mark(RolloutReport.@Nullable Mark mark) {
        if (mark == null) {
            return "nothing";
        }
        return "revision " + mark.revision() + " (number " + mark.number() + "), sha256 " + mark.hash() + ", by "
                + mark.author() + (mark.reason().isEmpty() ? "" : ": " + mark.reason());
    }

    private static String moment(@Nullable Instant at) {
        return at == null ? "-" : at.toString();
    }

    /** No number is no zero. */
    private static String number(double value) {
        return Double.isNaN(value) ? "no data" : String.format(Locale.ROOT, "%.4g", value);
    }

    private void row(String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell(cell)).append(" |");
        }
        text.append('\n');
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** What people wrote stays in its cell. */
    private static String cell(String text) {
        return text.replaceAll("[\\r\\n]+", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "'");
    }
}
