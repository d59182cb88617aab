package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillsTest {
    private static final String BOOT = "boot";

    private TestingHost host;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void whereUpHasNamedNoProgramThereAreNoDrills() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        assertThat(caller.ask("drills").path("possible").asBoolean(true)).isFalse();
        assertThat(caller.ask(drill("kill-server", "", 0)).path("code").asText())
                .isEqualTo("NO_DRILLS");
        assertThat(host.directory.resolve("drills")).doesNotExist();
    }

    @Test
    void aDrillGetsItsArgumentsOneByOneAndNothingOfTheAgentsEnvironment() throws Exception {
        runs("pass");
        host.process();
        TestingCaller caller = host.caller();

        JsonNode begun = caller.ask(drill("kill-server", "alpha", 0).put("by", "ann"));

        assertThat(begun.path("ok").asBoolean()).as(begun.toString()).isTrue();
        JsonNode ended = await(caller, "PASSED");
        assertThat(ended.path("id").asLong())
                .isEqualTo(begun.path("drill").path("id").asLong())
                .isEqualTo(1);
        assertThat(ended.path("by").asText()).isEqualTo("ann");
        JsonNode report = ended.path("report");
        assertThat(words(report.path("arguments")))
                .containsExactly("pass", "kill-server", "alpha", "--yes", "--report", file("1.report"));
        assertThat(report.path("environment").asText()).doesNotContain("SECRET").contains("HOME");
        assertThat(caller.ask("drills").path("possible").asBoolean()).isTrue();
    }

    @Test
    void secondsGoWithTheCutOfTheDatabaseOnly() throws Exception {
        runs("pass");
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.ask(drill("cut-db", "", 60));

        assertThat(words(await(caller, "PASSED").path("report").path("arguments")))
                .containsExactly("pass", "cut-db", "--seconds", "60", "--yes", "--report", file("1.report"));
    }

    @ParameterizedTest
    @CsvSource({
        "kill-everything, '', 0, drill",
        "'', '', 0, drill",
        "kill-server, --data, 0, target",
        "kill-server, a/b, 0, target",
        "kill-server, 'a b', 0, target",
        "kill-server, '', 5, seconds",
        "cut-db, alpha, 5, target",
        "cut-db, '', 0, seconds",
        "cut-db, '', 61, seconds",
        "cut-db, '', -1, seconds"
    })
    void whatIsNoDrillStartsNothing(String name, String target, int seconds, String wrong) throws Exception {
        runs("pass");
        host.agent(BOOT);

        ObjectNode answer = host.caller().ask(drill(name, target, seconds));

        assertThat(answer.path("code").asText()).isEqualTo("BAD_REQUEST");
        assertThat(answer.path("message").asText()).contains(wrong);
        assertThat(host.directory.resolve("drills")).doesNotExist();
    }

    @Test
    void whoAskedIsNamedInTwoHundredCharactersAtMost() throws Exception {
        runs("pass");
        host.agent(BOOT);

        ObjectNode answer = host.caller().ask(drill("kill-server", "", 0).put("by", "x".repeat(201)));

        assertThat(answer.path("message").asText()).contains("200 characters");
        assertThat(host.directory.resolve("drills")).doesNotExist();
    }

    @Test
    void aReportBeyondAllMeasureIsNotPassedOn() throws Exception {
        runs("flood");
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-server", "", 0));

        assertThat(await(caller, "BROKEN").path("report")).isEmpty();
        assertThat(Files.size(Path.of(file("1.report")))).isGreaterThan(256 << 10);
    }

    @Test
    void whileOneIsUnderWayNoOtherStarts() throws Exception {
        runs("stay");
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-server", "", 0));
        awaitStep(caller);

        ObjectNode second = caller.ask(drill("kill-host-process", "database", 0));

        assertThat(second.path("code").asText()).isEqualTo("DRILL_RUNNING");
        assertThat(second.path("message").asText()).contains("drill 1 (kill-server)");
        assertThat(caller.ask("drills").path("items")).hasSize(1);
    }

    @Test
    void aDrillOutlivesTheAgentItKillsAndTheNextSeesIt() throws Exception {
        runs("stay");
        Process first = host.process();
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-host-process", "", 0));
        long process = awaitStep(caller);
        first.destroyForcibly().waitFor();

        host.process();
        TestingCaller next = host.caller();

        assertThat(newest(next).path("state").asText()).isEqualTo("RUNNING");
        assertThat(next.ask(drill("kill-server", "", 0)).path("code").asText()).isEqualTo("DRILL_RUNNING");
        ProcessHandle.of(process).orElseThrow().destroyForcibly();
        JsonNode broken = await(next, "BROKEN");
        assertThat(broken.path("detail").asText()).contains("ended without a report");
    }

    @Test
    void afterARebootADrillIsNotTakenForOneThatRuns() throws Exception {
        runs("stay");
        Agent first = host.agent("boot-1");
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-server", "", 0));
        awaitStep(caller);
        first.close();

        host.agent("boot-2");

        assertThat(newest(host.caller()).path("state").asText()).isEqualTo("BROKEN");
    }

    @Test
    void ofADrillThatEndsWithoutAWordItsLastLinesAreTold() throws Exception {
        runs("silent");
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-server", "", 0));

        assertThat(await(caller, "BROKEN").path("detail").asText()).contains("no word about how it went");
    }

    @Test
    void theNewestTwentyAreRemembered() throws Exception {
        program(List.of("/bin/true"));
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        for (int i = 0; i < Drills.KEPT + 2; i++) {
            caller.ask(drill("kill-server", "", 0));
            await(caller, "BROKEN");
        }

        JsonNode items = caller.ask("drills").path("items");

        assertThat(items).hasSize(Drills.KEPT);
        assertThat(items.path(0).path("id").asLong()).isEqualTo(Drills.KEPT + 2);
        try (Stream<Path> files = Files.list(host.directory.resolve("drills"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(file -> file.startsWith("1.") || file.startsWith("2."));
        }
    }

    @Test
    void whenAllServersAreStoppedTheDrillEndsWithThem() throws Exception {
        runs("stay");
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.ask(drill("kill-server", "", 0));
        long process = awaitStep(caller);

        caller.ask(Json.object().put("op", "shutdown").put("stopServers", true));

        assertThat(ProcessTable.stat(process).filter(ProcessTable.Stat::living)).isEmpty();
    }

    private void runs(String habit) throws IOException {
        program(List.of(
                TestingHost.JAVA.toString(),
                "-Xmx16m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TestingDrill.class.getName(),
                habit));
    }

    private void program(List<String> argv) throws IOException {
        ObjectNode said = Json.object();
        argv.forEach(said.putArray("argv")::add);
        Files.write(host.directory.resolve("drills.json"), Json.line(said));
    }

    private static ObjectNode drill(String name, String target, int seconds) {
        return Json.object()
                .put("op", "drill")
                .put("drill", name)
                .put("target", target)
                .put("seconds", seconds);
    }

    private static JsonNode newest(TestingCaller caller) {
        try {
            return caller.ask("drills").path("items").path(0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static JsonNode await(TestingCaller caller, String state) {
        TestingCaller.until(
                Duration.ofSeconds(30),
                "the newest drill to be " + state,
                () -> newest(caller).path("state").asText().equals(state));
        return newest(caller);
    }

    /** Waits until the drill has written something, and tells its process. */
    private long awaitStep(TestingCaller caller) throws IOException {
        TestingCaller.until(
                Duration.ofSeconds(30),
                "the drill's first word",
                () -> newest(caller).path("report").has("step"));
        return Json.read(Files.readAllBytes(Path.of(file("1.json"))))
                .path("process")
                .path("pid")
                .asLong();
    }

    private String file(String name) {
        return host.directory.resolve("drills").resolve(name).toString();
    }

    private static List<String> words(JsonNode array) {
        return Json.MAPPER.convertValue(
                array, Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class));
    }
}
