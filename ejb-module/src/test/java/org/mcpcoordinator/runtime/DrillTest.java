package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.problem.ProblemCode;

class DrillTest {
    @Test
    void whatNeverCameIsAbsentAndNotNegative() throws IOException {
        Drill drill = Drill.of(read("""
                {"id":7,"drill":"kill-server","target":"alpha","seconds":0,"by":"ann","startedAt":"2026-11-22T01:00:00Z",
                 "state":"FAILED","detail":"","report":{"step":"ENDED","fault":"kill -9","faultAt":"2026-11-22T01:00:02Z",
                 "noticedSeconds":0.5,"healedSeconds":-1,"struck":1,"others":9,"touched":["beta/0"],
                 "calls":{"toStruck":40,"toStruckFailed":3,"lastFailureSeconds":-1,"toOthers":41,"toOthersFailed":0}}}"""));

        assertThat(drill.state()).isEqualTo(Drill.State.FAILED);
        assertThat(drill.report().noticedSeconds()).isEqualTo(0.5);
        assertThat(drill.report().healedSeconds()).isNull();
        assertThat(drill.report().touched()).containsExactly("beta/0");
        assertThat(drill.report().calls()).isEqualTo(new DrillReport.DrillCalls(40, 3, null, 41, 0));
    }

    @Test
    void aDrillThatHasSaidNothingYetRunsWithAnEmptyReport() throws IOException {
        Drill drill = Drill.of(read("""
                {"id":8,"drill":"cut-db","target":"","seconds":20,"by":"ann","startedAt":"2026-11-22T01:00:00Z",
                 "state":"RUNNING","detail":"","report":{}}"""));

        assertThat(drill.report().step()).isEmpty();
        assertThat(drill.report().faultAt()).isNull();
        assertThat(drill.report().calls()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_DRILLS, DRILLS_ELSEWHERE",
        "DRILL_RUNNING, DRILL_UNDER_WAY",
        "BAD_REQUEST, REQUEST_INVALID",
        "NOT_KEPT, AGENT_AWAY"
    })
    void aRefusalOfTheAgentHasACodeOfOurs(String agents, ProblemCode ours) {
        assertThat(Drills.problem(new AgentConnection.AgentRefusal(agents, "why"))
                        .code())
                .isEqualTo(ours);
        assertThat(Drills.problem(new IOException("gone")).code()).isEqualTo(ProblemCode.AGENT_AWAY);
    }

    private static JsonNode read(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
