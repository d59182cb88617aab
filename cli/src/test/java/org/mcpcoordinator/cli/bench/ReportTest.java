package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void a_report_passes_when_every_must_is_kept() {
        Report report = new Report("test").figure("rate", 5, "1/s", Report.Bound.atLeast(5), Report.Bound.atLeast(9));

        assertThat(report.passed()).isTrue();
    }

    @Test
    void one_missed_must_fails_the_report() {
        Report report = new Report("test")
                .figure("rate", 5, "1/s", Report.Bound.atLeast(5), Report.Bound.atLeast(5))
                .figure("time", 3, "s", Report.Bound.atMost(2), Report.Bound.atMost(1));

        assertThat(report.passed()).isFalse();
    }

    @Test
    void a_figure_that_was_not_measured_keeps_no_bound() {
        Report report =
                new Report("test").figure("p95", Double.NaN, "ms", Report.Bound.atMost(100), Report.Bound.atMost(10));

        assertThat(report.passed()).isFalse();
    }
}
