package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class FirstFleetTest {
    private static final String PLAN = "{\"planId\":\"p%d\",\"fleet\":\"sample\",\"changes\":[{\"server\":\"a\","
            + "\"replica\":0,\"kind\":\"add\",\"reason\":\"new\",\"port\":3100}]}";
    private static final String STALE = "{\"title\":\"The fleet changed since the plan was made\",\"detail\":\"d\","
            + "\"code\":\"PLAN_STALE\",\"mistakes\":[{\"place\":\"/servers/a/port\",\"message\":\"m\"}]}";
    private static final String DONE = "{\"id\":7,\"fleet\":\"sample\",\"state\":\"SUCCEEDED\"}";

    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void anotherProductThatTakesAPortMeanwhileDoesNotKeepUpFromComingUp() {
        api.answer("GET", "/api/v1/rollouts", 200, "{\"items\":[]}")
                .answer("GET", "/api/v1/servers?size=1000", 200, "{\"items\":[]}")
                .answer("POST", "/api/v1/plans", 201, PLAN.formatted(1))
                .answer("POST", "/api/v1/plans", 201, PLAN.formatted(2))
                .answer("POST", "/api/v1/rollouts", 409, STALE)
                .answer("POST", "/api/v1/rollouts", 202, DONE)
                .answer("GET", "/api/v1/rollouts/7", 200, DONE)
                .answer("GET", "/api/v1/fleet", 200, "{\"desired\":1,\"states\":{\"HEALTHY\":1}}");
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(new Printer(printed, printed), new ByteArrayInputStream(new byte[0]), Map.of(), false);

        assertThat(new FirstFleet(new Api(URI.create(api.url()), "Bearer token"), shell).bring(1, null))
                .as(told())
                .isZero();

        assertThat(told()).contains("planning anew, 1 of 3", "1 servers are healthy");
        assertThat(api.asked())
                .filteredOn(
                        asked -> asked.method().equals("POST") && asked.path().endsWith("rollouts"))
                .last()
                .satisfies(asked -> assertThat(asked.body()).contains("\"planId\":\"p2\""));
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
