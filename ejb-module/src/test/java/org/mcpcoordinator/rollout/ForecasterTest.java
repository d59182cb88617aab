package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.testing.TestingServers;

class ForecasterTest {
    private static final HostUse NOTHING = new HostUse(List.of(), HostUse.Room.UNKNOWN);

    @Test
    void withoutAnyMeasurementItAssumesAndSaysSo() {
        Plan.Forecast forecast = forecast(TestingServers.many(1000), NOTHING);

        assertThat(forecast.instances()).isEqualTo(1000);
        assertThat(forecast.processes()).isEqualTo(10);
        assertThat(forecast.memoryMegabytes()).isEqualTo(1000);
        assertThat(forecast.fileHandles()).isEqualTo(3600);
        assertThat(forecast.cpuCores()).isEqualTo(0.3);
        assertThat(forecast.sources().values()).allMatch(source -> source.startsWith("assumed"));
    }

    @Test
    void whatRunsCountsAsMeasuredAndMoreOfItLikeItsLikes() {
        Plan.Forecast same = forecast(TestingServers.many(500), TestingUse.shared(500));
        Plan.Forecast more = forecast(TestingServers.many(1000), TestingUse.shared(500));

        assertThat(same.memoryMegabytes()).isEqualTo(800);
        assertThat(same.cpuCores()).isEqualTo(1.0);
        assertThat(same.fileHandles()).isEqualTo(1000);
        assertThat(same.sources()).containsEntry("cpuCores", "measured on 500 servers");
        assertThat(more.memoryMegabytes()).isEqualTo(950);
        assertThat(more.sources()).containsEntry("cpuCores", "measured on 500 servers, assumed for 500 more");
    }

    @Test
    void aProgramCountsAsItWasMeasuredAndANewOneLikeTheMean() {
        HostUse use = new HostUse(
                List.of(TestingUse.program("big#0", 300), TestingUse.program("small#0", 100)), HostUse.Room.UNKNOWN);

        Plan.Forecast forecast = forecast(programs("big", "small", "new"), use);

        assertThat(forecast.memoryMegabytes()).isEqualTo(600);
        assertThat(forecast.processes()).isEqualTo(6);
    }

    @Test
    void whatTheHostCannotGiveIsNamed() {
        HostUse use = new HostUse(List.of(), new HostUse.Room(1, 100, 50, 3));
        Plan.Forecast forecast = forecast(programs("a", "b", "c", "d"), use);

        assertThat(Forecaster.shortages(forecast, use))
                .containsExactly(
                        "RESOURCE_HEADROOM: memory will not suffice: 240 MB more are needed, 100 are left",
                        "RESOURCE_HEADROOM: file handles will not suffice: 120 files more are needed, 50 are left",
                        "RESOURCE_HEADROOM: processes will not suffice: 4 processes more are needed, 3 are left");
        assertThat(Forecaster.shortages(forecast, NOTHING)).isEmpty();
    }

    @Test
    void timesComeFromRolloutsThatEndedAndGatesWaitAnyway() {
        List<Integer> targets = List.of(10, 100, 200);
        List<Timing.Finished> finished = List.of(
                new Timing.Finished("quick", 15, 100, List.of(10, 100)),
                new Timing.Finished("quick", 25, 200, List.of(10, 200)));

        assertThat(Timing.of(0, targets, finished)).allMatch(time -> time.seconds() == 0);
        List<Plan.Time> measured = Timing.of(200, targets, finished);
        assertThat(measured).extracting(Plan.Time::profile).containsExactly("careful", "quick");
        assertThat(measured.get(0).seconds()).isGreaterThan(270);
        assertThat(measured.get(1).seconds()).isBetween(20L, 40L);
        assertThat(measured.get(1).source()).isEqualTo("measured on 2 rollouts; 0.110 s for each start");
        assertThat(Timing.of(200, targets, List.of()).get(1).source()).startsWith("assumed");
    }

    @Test
    void whatRunsUnderAnotherDefinitionSaysNothingOfTheNewOne() {
        HostUse use = new HostUse(List.of(TestingUse.program("big#0", 30)), HostUse.Room.UNKNOWN);
        List<ServerDefinition> wanted = programs("big");
        MeasuredRow row = new MeasuredRow();
        row.definitionHash = wanted.get(0).hash();
        row.program = "server";
        row.pssKb = 3000 * 1024;
        Known known = new Known(List.of(row));

        for (Difference.Kind kind : List.of(Difference.Kind.RESTART, Difference.Kind.MOVE_PORT)) {
            assertThat(Forecaster.of(wanted, steps(wanted, kind), use, known, List.of())
                            .memoryMegabytes())
                    .isEqualTo(3000);
            assertThat(Forecaster.memory(steps(wanted, kind), use, known).megabytes())
                    .isEqualTo(3000);
        }
        assertThat(Forecaster.memory(steps(wanted, Difference.Kind.KEEP), use, known)
                        .megabytes())
                .isEqualTo(30);
    }

    private static Plan.Forecast forecast(List<ServerDefinition> wanted, HostUse use) {
        return Forecaster.of(wanted, steps(wanted, Difference.Kind.KEEP), use, Known.NOTHING, List.of());
    }

    private static List<Difference.Step> steps(List<ServerDefinition> wanted, Difference.Kind kind) {
        return wanted.stream()
                .map(definition -> new Difference.Step(definition, new InstanceKey(definition.name(), 0), kind, "", 0))
                .toList();
    }

    private static List<ServerDefinition> programs(String... names) {
        return List.of(names).stream()
                .map(name -> TestingServers.command(name, Category.API, "/mcp"))
                .toList();
    }
}
