package org.mcpcoordinator.rollout;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A receipt as Markdown (CommonMark with tables), as tickets take it. Texts of people are escaped. */
public final class ReportText {
    /** Of so many failed servers the last lines are quoted, and so many. */
    private static final int QUOTED = 5;

    private static final int QUOTED_LINES = 8;

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    /** The whole receipt. */
    public static String of(RolloutReport report) {
        ReportText out = new ReportText();
        out.head(report);
        out.phases(report);
        out.gates(report.rollout());
        out.failures(report.failures());
        out.events(report.events());
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
        row("terms", terms(rollout.terms()));
        if (rollout.acknowledged() != null) {
            row(
                    "acknowledged",
                    rollout.acknowledged().by() + ", " + rollout.acknowledged().at());
        }
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
        row("phase", "gate", "verdict", "value", "limit", "evidence", "at");
        row("---", "---", "---", "---:", "---:", "---", "---");
        for (Rollout.Phase phase : rollout.phases()) {
            for (Rollout.Gate gate : phase.gates()) {
                row(
                        phase.name(),
                        gate.name(),
                        gate.verdict(),
                        figure(gate.value()),
                        figure(gate.limit()),
                        gate.evidence(),
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
            row("server", "reason", "detail", "exit code", "since");
            row("---", "---", "---", "---:", "---");
            failures.forEach(failure -> row(
                    failure.label(),
                    failure.reason(),
                    failure.detail(),
                    failure.exitCode() == null ? "-" : String.valueOf(failure.exitCode()),
                    failure.since().toString()));
        }
        line("");
        failures.stream()
                .filter(failure -> !failure.lines().isEmpty())
                .limit(QUOTED)
                .forEach(this::quote);
    }

    /** Indented, not fenced: no line of a program can end the block. */
    private void quote(RolloutReport.Failure failure) {
        line(cell(failure.label()) + " said last:");
        line("");
        failure.lines().stream()
                .skip(Math.max(0, failure.lines().size() - QUOTED_LINES))
                .forEach(said -> line("    " + said.replaceAll("\\p{Cntrl}", " ")));
        line("");
    }

    private void events(List<RolloutEvent> events) {
        line("## What happened");
        line("");
        row("at", "what", "value", "limit", "detail");
        row("---", "---", "---:", "---:", "---");
        for (RolloutEvent event : events) {
            boolean gate = event.kind() == RolloutEvent.Kind.GATE;
            row(
                    event.at().toString(),
                    event.what(),
                    gate ? figure(event.value()) : "",
                    gate ? figure(event.limit()) : "",
                    event.detail());
        }
        line("");
    }

    private void deeds(List<RolloutReport.Deed> deeds) {
        line("## Who did what");
        line("");
        row("at", "who", "by", "action", "outcome", "detail");
        row("---", "---", "---", "---", "---", "---");
        deeds.forEach(deed ->
                row(deed.at().toString(), deed.who(), deed.means(), deed.action(), deed.outcome(), deed.detail()));
    }

    /** What differs from the profile, and what was to be done by hand. */
    private static String terms(Terms terms) {
        Terms usual = Terms.usual(terms.profile());
        List<String> said = new ArrayList<>();
        new TreeMap<>(terms.numbers()).forEach((name, number) -> {
            if (!number.equals(usual.numbers().get(name))) {
                said.add(name + " " + number);
            }
        });
        said.add(terms.canary() ? "canary" : "no canary");
        said.add(terms.manual().isEmpty() ? "automatic promotion" : "promotion by hand after phases " + terms.manual());
        said.add(terms.rollback() ? "automatic rollback" : "no automatic rollback");
        return String.join(", ", said);
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

    /** A measured value in four significant digits; no number is no zero. */
    public static String figure(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString()
                : "no data";
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
