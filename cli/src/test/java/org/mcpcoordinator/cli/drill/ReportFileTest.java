package org.mcpcoordinator.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @TempDir
    Path temporary;

    private ReportFile told;

    @BeforeEach
    void open() {
        told = new ReportFile(temporary.resolve("report"));
    }

    @Test
    void eachStepStandsInTheFileWithAllBeforeIt() throws IOException {
        told.ready(drill(), 1, 9);
        assertThat(step()).isEqualTo("READY");
        told.fault();
        assertThat(step()).isEqualTo("FAULT");
        told.noticed(0.4);
        assertThat(step()).isEqualTo("NOTICED");
        assertThat(read().path("noticedSeconds").asDouble()).isEqualTo(0.4);

        told.ended(new DrillReport(
                "kill-server", "kill -9", 0.4, 4.2, 1, 9, List.of(), new DrillReport.Calls(40, 3, 3.5, 40, 0)));

        assertThat(step()).isEqualTo("ENDED");
        assertThat(read().path("passed").asBoolean()).isTrue();
        assertThat(read().path("faultAt").asText()).startsWith("20");
        assertThat(read().path("healedSeconds").asDouble()).isEqualTo(4.2);
    }

    @Test
    void whatStopsBeforeTheFaultIsARefusalAndLaterIsNot() throws IOException {
        told.stopped("3 of 9 servers are not healthy");
        assertThat(step()).isEqualTo("REFUSED");
        assertThat(read().path("detail").asText()).contains("3 of 9");

        told.fault();
        told.stopped("nothing answers");
        assertThat(step()).isEqualTo("BROKEN");
    }

    @Test
    void whereNobodyWantsToKnowNothingIsWritten() {
        new ReportFile(null).fault();

        assertThat(temporary).isEmptyDirectory();
    }

    private String step() throws IOException {
        return read().path("step").asText();
    }

    private JsonNode read() throws IOException {
        return new ObjectMapper().readTree(Files.readString(temporary.resolve("report")));
    }

    private static Drill drill() {
        Sight nothing = new Sight(Map.of());
        return new Drill("kill-server", "kill -9", nothing, nothing, () -> {}, () -> true, () -> true);
    }
}
