package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class ApplyCommandTest {
    private static final String PLAN = "{\"planId\":\"p%d\",\"fleet\":\"mine\",\"changes\":[{\"server\":\"a\","
            + "\"replica\":0,\"kind\":\"add\",\"reason\":\"new\",\"port\":3100}],\"forecast\":{},\"warnings\":[]}";
    private static final String STALE = "{\"title\":\"The fleet changed since the plan was made\",\"detail\":\"d\","
            + "\"code\":\"PLAN_STALE\",\"mistakes\":[{\"place\":\"/servers/a%s\",\"message\":\"m\"}]}";
    private static final String STARTED = "{\"id\":7,\"fleet\":\"mine\",\"state\":\"PENDING\"}";

    @TempDir
    Path temporary;

    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aFileIsPlannedAnewWhenAPortOfItsPlanWentToOthersMeanwhile() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/plans", 201, PLAN.formatted(2))
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"))
                .answer("POST", "/api/v1/rollouts", 202, STARTED);

        assertThat(run("apply", file())).as(told()).isZero();

        assertThat(told()).contains("A port of the plan went to others meanwhile; planning anew, 1 of 3.");
        assertThat(api.asked()).hasSize(4);
        assertThat(api.asked().get(3).body()).contains("\"planId\":\"p2\"");
    }

    @Test
    void aWayBackIsPlannedAnewLikeAFile() {
        api.answer("POST", "/api/v1/revisions/4/plan", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/revisions/4/plan", 201, PLAN.formatted(2))
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"))
                .answer("POST", "/api/v1/rollouts", 202, STARTED);

        assertThat(run("revert", "4")).as(told()).isZero();

        assertThat(api.asked().get(3).body()).contains("\"planId\":\"p2\"", "revert to revision 4");
    }

    @Test
    void anImportIsPlannedAnewLikeAFile() throws IOException {
        String read = "{\"look\":{\"servers\":[]},\"plan\":" + PLAN + "}";
        api.answer("POST", "/api/v1/imports/plans", 201, read.formatted(1))
                .answer("POST", "/api/v1/imports/plans", 201, read.formatted(2))
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"))
                .answer("POST", "/api/v1/rollouts", 202, STARTED);
        String foreign = Files.writeString(temporary.resolve("claude.json"), "{\"mcpServers\":{}}")
                .toString();

        assertThat(run("import", foreign, "--apply")).as(told()).isZero();

        assertThat(api.asked().get(3).body()).contains("\"planId\":\"p2\"");
    }

    @Test
    void nothingIsRolledOutWhenThePlanMadeAnewChangesNothing() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/plans", 201, "{\"planId\":\"p2\",\"changes\":[]}")
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"));

        assertThat(run("apply", file())).as(told()).isZero();

        assertThat(told()).contains("Nothing is left to do");
        assertThat(api.asked()).hasSize(3);
    }

    @Test
    void itIsPlannedAnewThreeTimesAtMost() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"));

        assertThat(run("apply", file())).isEqualTo(1);

        assertThat(told()).contains("3 of 3", "PLAN_STALE").doesNotContain("4 of 3");
        assertThat(api.asked())
                .filteredOn(asked -> asked.path().endsWith("plans"))
                .hasSize(4);
    }

    @Test
    void whatAPersonHasReviewedIsNeverPlannedAnew() {
        api.answer("POST", "/api/v1/rollouts", 409, STALE.formatted("/port"));

        assertThat(run("apply", "--plan", "p1")).isEqualTo(1);

        assertThat(told()).contains("PLAN_STALE").doesNotContain("anew");
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void whatIsStaleForAnotherReasonIsForAPersonToLookAt() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/rollouts", 409, STALE.formatted(""));

        assertThat(run("apply", file())).isEqualTo(1);

        assertThat(api.asked()).hasSize(2);
    }

    private String file() throws IOException {
        return Files.writeString(temporary.resolve("fleet.yaml"), "fleet: mine\nservers: []\n")
                .toString();
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        Shell shell = new Shell(
                new Printer(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                new ByteArrayInputStream(new byte[0]),
                Map.of("COORDINATOR_URL", api.url(), "COORDINATOR_TOKEN", "token"),
                false);
        return Commands.run(shell, arguments);
    }
}
