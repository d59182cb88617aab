package org.mcpcoordinator.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.Refusal;

class DrillReportTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void callsAreCountedByWhomTheyWereFor() {
        DrillReport.Calls calls = DrillReport.Calls.of(
                List.of(
                        new Callers.Call("one", 10 * SECOND, true),
                        new Callers.Call("one", 12 * SECOND, false),
                        new Callers.Call("one", 11 * SECOND, false),
                        new Callers.Call("two", 12 * SECOND, true)),
                Set.of("one"),
                10 * SECOND);

        assertThat(calls).isEqualTo(new DrillReport.Calls(3, 2, 2.0, 1, 0));
    }

    @Test
    void itPassesWhenItHealedAndNobodyElseNoticed() {
        DrillReport good = report(4.2, List.of(), 0);

        assertThat(good.passed()).isTrue();
        assertThat(String.join("\n", good.lines()))
                .contains("0.4 s  noticed", "4.2 s  healed", "3 of 40 calls to them failed, the last after 3.5 s")
                .contains("none was touched; 0 of 40 calls to them failed");
        assertThat(good.json().path("passed").asBoolean()).isTrue();
    }

    @Test
    void itDoesNotWhenItNeverHealedOrSomebodyElseWasTouchedOrNotAnswered() {
        assertThat(report(-1, List.of(), 0).passed()).isFalse();
        assertThat(report(-1, List.of(), 0).lines()).contains("  never  healed", "NOT passed.");
        assertThat(report(4, List.of("two/0"), 0).passed()).isFalse();
        assertThat(report(4, List.of(), 1).passed()).isFalse();
    }

    @Test
    void aFleetThatIsNotWellIsNotDrilled() {
        Sight ill = new Sight(Map.of("one/0", new Sight.Server("one", "api", "UNHEALTHY", 7)));

        Assertions.assertThatThrownBy(ill::well)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1 of 1 servers are not healthy");
        Assertions.assertThatThrownBy(() -> new Sight(Map.of()).well()).hasMessageContaining("no server runs");
    }

    private static DrillReport report(double healed, List<String> touched, int othersFailed) {
        return new DrillReport(
                "kill-server",
                "kill -9",
                0.4,
                healed,
                1,
                9,
                touched,
                new DrillReport.Calls(40, 3, 3.5, 40, othersFailed));
    }
}
