package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backup, restore and drills of the running product, by the commands people type and over the API. */
@ExtendWith(RunningProduct.Provider.class)
class UpkeepIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MODULE = "/deployment=coordinator.ear/subdeployment=batch-jobs.jar";

    @TempDir
    Path folder;

    private RunningProduct product;
    private Path passphrase;

    @BeforeEach
    void everythingIsHealthy(RunningProduct running) throws IOException {
        product = running;
        passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
        Await.until("every server is HEALTHY", SOON, () -> {
            JsonNode fleet = product.get("fleet");
            return fleet.path("desired").asInt() > 0
                    && fleet.path("states").path("HEALTHY").asInt()
                            == fleet.path("desired").asInt();
        });
    }

    @Test
    void aBackupUnderLoadRestoredOverWhatRunsRestartsNothingAndLosesNoCall() throws Exception {
        product.send(product.request("api/v1/secrets/UPKEEP_IT")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("canary-of-upkeep"))
                .build());
        String server = product.get("servers?state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        Map<String, Long> pids = Processes.ofServers(product);
        Path first = folder.resolve("first.zip");
        Path second = folder.resolve("second.zip");
        Load load = new Load(product);
        Map<String, AtomicInteger> calls =
                load.of(() -> discover(server), answer -> Integer.toString(answer.statusCode()));
        Map<String, AtomicInteger> writes = load.of(this::renewSecret, answer -> Integer.toString(answer.statusCode()));
        JsonNode saved;
        JsonNode savedAgain;
        try {
            saved = backup(first);
            Commands.Outcome restored = product.coordinator(
                    "restore", first.toString(), "--replace", "--yes", "--passphrase-file", passphrase.toString());
            assertThat(restored.exitCode()).as(restored.output()).isZero();
            savedAgain = backup(second);
        } finally {
            load.end();
        }

        assertThat(savedAgain.path("content")).isEqualTo(saved.path("content"));
        assertThat(calls).containsOnlyKeys("200");
        assertThat(writes).containsOnlyKeys("204");
        assertThat(Processes.ofServers(product)).isEqualTo(pids);
        assertThat(new String(Files.readAllBytes(first), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("canary-of-upkeep");
        // The load writes there too: on a busy machine several pages of it.
        String audit = IntStream.range(0, 10)
                .mapToObj(page ->
                        product.get("audit?size=500&page=" + page).path("items").toString())
                .collect(Collectors.joining());
        assertThat(audit).contains("\"backup.start\"", "\"backup.fetch\"", "\"restore.start\"", "\"restore.end\"");
    }

    @Test
    void aDamagedArchiveIsRefusedAndNothingIsTouched() throws Exception {
        Path file = folder.resolve("whole.zip");
        backup(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.zip"), bytes);
        Path cut = Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        String revisions = product.get("revisions").toString();

        for (Path archive : List.of(damaged, cut)) {
            Commands.Outcome refused = product.coordinator(
                    "restore", archive.toString(), "--replace", "--yes", "--passphrase-file", passphrase.toString());
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("ARCHIVE_INVALID");
        }
        Commands.Outcome notEmpty =
                product.coordinator("restore", file.toString(), "--passphrase-file", passphrase.toString());
        assertThat(notEmpty.exitCode()).isEqualTo(1);
        assertThat(notEmpty.output()).contains("NOT_EMPTY");
        assertThat(product.get("revisions")).hasToString(revisions);
    }

    @Test
    void jbossCliStartsABackupWithoutParameters() {
        Commands.Outcome started = product.jbossCli(MODULE + "/subsystem=batch-jberet:start-job(job-xml-name=backup)");
        Matcher id = Pattern.compile("\"result\" => (\\d+)L?").matcher(started.output());
        assertThat(id.find()).as(started.output()).isTrue();

        Await.until(
                "a backup of WildFly's is done",
                SOON,
                () -> product.get("backups").path("items").path(0).toString().contains("\"wildfly\"")
                        && product.get("backups")
                                .path("items")
                                .path(0)
                                .path("state")
                                .asText()
                                .equals("DONE"));
        JsonNode run = product.get("backups").path("items").path(0);
        assertThat(run.path("guarded").asBoolean()).isFalse();
        HttpResponse<String> archive =
                product.send(product.request("api/v1/backups/" + run.path("id").asLong() + "/archive")
                        .build());
        assertThat(archive.statusCode()).isEqualTo(200);
        assertThat(archive.headers().firstValue("Content-Type")).contains("application/zip");
    }

    @Test
    void aDrillKillsOneProcessAndTellsWhatBecameOfIt() {
        Commands.Outcome drill = product.coordinator("drill", "kill-host-process", "database", "--yes", "--json");

        assertThat(drill.exitCode()).as(drill.output()).isZero();
        JsonNode report =
                RunningProduct.json(drill.output().substring(drill.output().indexOf('{')));
        assertThat(report.path("passed").asBoolean()).isTrue();
        assertThat(report.path("struck").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(report.path("touched")).isEmpty();
        assertThat(report.path("calls").path("toOthersFailed").asInt()).isZero();
        assertThat(report.path("healedSeconds").asDouble())
                .isGreaterThanOrEqualTo(report.path("noticedSeconds").asDouble());
    }

    /** Of categories whose processes no other test kills: what ends twice is started again later. */
    @Test
    void aDrillKillsTheProcessOfOneServerAndAnotherCutsTheDatabaseOff() {
        String server = product.get("servers?category=communication&state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        long pid = Processes.ofServers(product).get(server + "#0");
        JsonNode killed = drill("kill-server", server);
        assertThat(killed.path("fault").asText()).contains("kill -9 of process " + pid, server);
        assertThat(killed.path("struck").asInt()).isPositive();
        assertThat(Processes.ofServers(product).get(server + "#0")).isNotEqualTo(pid);
        // Its parent may be the machine's first process, which asks for ends when it comes to it.
        Await.until(
                "nothing of it is left",
                Duration.ofSeconds(10),
                () -> ProcessHandle.of(pid).isEmpty());

        Map<String, Long> before = Processes.ofServers(product);
        JsonNode cut = drill("cut-db", "--seconds", "2");
        assertThat(cut.path("fault").asText()).contains("PostgreSQL is stopped for 2 s");
        assertThat(cut.path("struck").asInt()).isZero();
        assertThat(Processes.ofServers(product)).isEqualTo(before);
    }

    private JsonNode drill(String... drill) {
        List<String> arguments = new ArrayList<>(List.of("drill", "--yes", "--json"));
        arguments.addAll(List.of(drill));
        Commands.Outcome outcome = product.coordinator(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        JsonNode report =
                RunningProduct.json(outcome.output().substring(outcome.output().indexOf('{')));
        assertThat(report.path("passed").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("touched")).isEmpty();
        assertThat(report.path("calls").path("toOthersFailed").asInt(-1)).isZero();
        assertThat(report.path("healedSeconds").asDouble())
                .isGreaterThanOrEqualTo(report.path("noticedSeconds").asDouble())
                .isPositive();
        return report;
    }

    @Test
    void aDrillThatKillsTheAgentIsStartedByItAndReportedByTheNext() {
        refused("{}", 400, "drill");
        refused("{\"drill\":\"kill-everything\"}", 400, "kill-server, kill-host-process, cut-db");
        refused("{\"drill\":\"kill-server\",\"target\":\"--data\"}", 404, "SERVER_NOT_FOUND");
        refused("{\"drill\":\"kill-host-process\",\"target\":\"agents\"}", 400, "target");
        refused("{\"drill\":\"cut-db\",\"target\":\"database\"}", 400, "target");
        String wish = "{\"drill\":\"kill-host-process\"}";
        HttpRequest start = product.request("api/v1/drills")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "drill-" + System.nanoTime())
                .POST(HttpRequest.BodyPublishers.ofString(wish))
                .build();
        HttpResponse<String> begun = product.send(start);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        long id = RunningProduct.json(begun.body()).path("id").asLong();

        HttpResponse<String> second = product.post("drills", wish);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(409);
        assertThat(second.body()).contains("DRILL_UNDER_WAY");
        assertThat(product.send(start).body()).isEqualTo(begun.body());

        Await.until(
                "the drill is over",
                SOON,
                () -> !newestDrill().path("state").asText().equals("RUNNING"));
        JsonNode drill = newestDrill();
        assertThat(drill.path("id").asLong()).isEqualTo(id);
        assertThat(drill.path("state").asText()).as(drill.toString()).isEqualTo("PASSED");
        assertThat(drill.path("startedBy").asText()).isEqualTo(product.adminName());
        assertThat(drill.at("/report/healedSeconds").asDouble())
                .isGreaterThanOrEqualTo(drill.at("/report/noticedSeconds").asDouble())
                .isPositive();
        assertThat(drill.at("/report/touched")).isEmpty();
        assertThat(drill.at("/report/calls/toOthersFailed").asInt(-1)).isZero();
        assertThat(product.get("audit").path("items").toString()).contains("drill.start");
    }

    private void refused(String drill, int status, String why) {
        HttpResponse<String> answer = product.post("drills", drill);
        assertThat(answer.statusCode()).as(drill + ": " + answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
    }

    private JsonNode newestDrill() {
        return product.get("drills").path("items").path(0);
    }

    @Test
    void aDrillIsForWhatUpStartedAndAsksFirst() {
        Commands.Outcome elsewhere =
                product.coordinator("drill", "cut-db", "--url", product.base().toString(), "--token", "x");
        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.output()).contains("for a fleet that up started");

        Commands.Outcome notAnswered = product.coordinator("drill", "kill-server");
        assertThat(notAnswered.exitCode()).isEqualTo(2);
        assertThat(notAnswered.output()).contains("What will be done: kill -9 of process", "nothing was done");
    }

    private JsonNode backup(Path file) {
        Commands.Outcome saved =
                product.coordinator("backup", file.toString(), "--passphrase-file", passphrase.toString(), "--json");
        assertThat(saved.exitCode()).as(saved.output()).isZero();
        return RunningProduct.json(saved.output());
    }

    private HttpRequest discover(String server) {
        return Discover.at(product.base().resolve("mcp/s/" + server))
                .header("Authorization", product.adminBasic())
                .build();
    }

    private HttpRequest renewSecret() {
        return product.request("api/v1/secrets/UPKEEP_LOAD")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("swordfish"))
                .build();
    }
}
