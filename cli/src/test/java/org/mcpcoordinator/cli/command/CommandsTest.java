package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class CommandsTest {
    private static final String NO_CHANGE =
            "{\"planId\":\"p1\",\"fleet\":\"mine\",\"changes\":[],\"unchanged\":3,\"forecast\":{},\"warnings\":[]}";
    private static final String ONE_CHANGE = "{\"planId\":\"p2\",\"fleet\":\"mine\",\"changes\":[{\"server\":\"a\","
            + "\"replica\":0,\"kind\":\"add\",\"reason\":\"new\",\"port\":3100}],\"unchanged\":0,\"forecast\":{},"
            + "\"warnings\":[]}";

    @TempDir
    Path temporary;

    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void planTellsByItsExitCodeWhetherThereIsSomethingToDo() throws IOException {
        String file = fleetFile("fleet: mine\nservers: []\n");
        api.answer("POST", "/api/v1/plans", 201, NO_CHANGE).answer("POST", "/api/v1/plans", 201, ONE_CHANGE);
        assertThat(run("plan", file)).isZero();
        assertThat(out()).contains("Nothing to do");
        assertThat(run("plan", file)).isEqualTo(1);
        assertThat(out()).contains("3100").contains("Plan p2");
        assertThat(run("plan", "no-such-file")).isEqualTo(255);
        assertThat(run("plan")).isEqualTo(255);
    }

    @Test
    void aDrillThatIsRefusedSaysSoInItsReportToo() throws IOException {
        Path report = temporary.resolve("report");
        assertThat(run("drill", "kill-server", "--yes", "--report", report.toString()))
                .isEqualTo(2);
        assertThat(report).content().contains("REFUSED", "for a fleet that up started here");
    }

    /** The process is none: no machine counts that far. */
    @Test
    void aDrillIsRefusedWhileAnotherOfTheSameProductGoesOn() throws IOException {
        Path data = Files.createDirectory(temporary.resolve("data"));
        Files.writeString(data.resolve("up.json"), "{\"httpPort\":" + api.port() + "}");
        api.answer("GET", "/api/v1/servers?size=1000&page=0", 200, """
                {"total":1,"items":[{"name":"one","replica":0,"category":"api","desired":"RUNNING","state":"HEALTHY",
                 "pid":999999999}]}""");
        environment.put("COORDINATOR_TOKEN", "token");
        Path report = temporary.resolve("report");

        int code = new DataFolder(data)
                .drilling(() -> plain(
                        "drill", "kill-server", "--yes", "--data", data.toString(), "--report", report.toString()));

        assertThat(code).isEqualTo(2);
        assertThat(err()).contains("another drill");
        assertThat(report).content().contains("REFUSED");
        assertThat(api.asked()).noneMatch(asked -> asked.method().equals("POST"));
    }

    @Test
    void everyMistakeOfAFleetFileIsNamedWithItsPlace() throws IOException {
        api.answer("POST", "/api/v1/plans", 422, """
                {"title":"The fleet file has mistakes","status":422,"detail":"2 mistakes","code":"FLEET_FILE_INVALID",
                 "mistakes":[{"place":"/servers/0/name","message":"too long"},
                             {"place":"/servers/1/category","message":"unknown"}]}""");
        assertThat(run("plan", fleetFile("{}"))).isEqualTo(255);
        assertThat(err())
                .contains("FLEET_FILE_INVALID")
                .contains("/servers/0/name: too long")
                .contains("/servers/1/category: unknown");
    }

    @Test
    void aCallToAServerThatDoesNotExistNamesItAndWhereToLook() {
        api.answer("POST", "/mcp/s/nope", 404, refused(4001, "No such server: there is no server named nope"));
        assertThat(run("call", "nope", "echo")).isEqualTo(1);
        assertThat(err()).contains("there is no server named nope").contains("coordinator servers");
    }

    @Test
    void aCallToAServerThatDoesNotServeLeadsToTheReason() {
        api.answer("POST", "/mcp/s/a", 503, refused(7001, "The server does not serve now"));
        assertThat(run("call", "a")).isEqualTo(1);
        assertThat(err()).contains("does not serve now").contains("coordinator explain a");
    }

    @Test
    void aCallWithAWrongTokenSaysSo() {
        api.answer("POST", "/mcp/s/a", 401, "{\"title\":\"Sign in first\",\"detail\":\"Not accepted.\"}");
        assertThat(run("call", "a")).isEqualTo(1);
        assertThat(err()).contains("Sign in first: Not accepted.").contains("coordinator tokens create");
    }

    @Test
    void aCallOfAnUnknownToolNamesThoseThereAre() {
        api.answer("POST", "/mcp/s/a", 200, result(1, "{\"supportedVersions\":[\"2026-07-28\"]}"))
                .answer("POST", "/mcp/s/a", 200, result(2, "{\"tools\":[{\"name\":\"echo\"},{\"name\":\"add\"}]}"))
                .answer("POST", "/mcp/s/a", 200, refused(-32602, "unknown tool: ecco"));
        assertThat(run("call", "a", "ecco")).isEqualTo(1);
        assertThat(err()).contains("a has no tool ecco; it has echo, add");
    }

    @Test
    void aCallThatMayTakeNoTimeIsRefusedBeforeAnythingIsAsked() {
        assertThat(run("call", "a", "--timeout", "0")).isEqualTo(2);
        assertThat(err()).contains("--timeout").doesNotContain("Exception");
        assertThat(api.asked()).isEmpty();
    }

    private static String result(int id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static String refused(int code, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}";
    }

    @Test
    void applyWatchesToTheEndAndFailsWithTheRollout() throws IOException {
        String file = fleetFile("{\"fleet\":\"mine\"}");
        api.answer("POST", "/api/v1/plans", 201, ONE_CHANGE)
                .answer("POST", "/api/v1/rollouts", 202, rollout("PENDING", 0))
                .answer("GET", "/api/v1/rollouts/7", 200, rollout("RUNNING", 0))
                .answer("GET", "/api/v1/rollouts/7", 200, rollout("SUCCEEDED", 1))
                .answer("GET", "/api/v1/rollouts/7", 200, rollout("FAILED", 0));
        assertThat(run("apply", file, "--phases", "1,2", "--profile", "quick", "--watch", "--json"))
                .isZero();
        assertThat(out()).contains("\"SUCCEEDED\"");
        assertThat(api.asked().get(1).body())
                .contains("\"phases\":[1,2]")
                .contains("\"planId\":\"p2\"")
                .contains("quick");
        assertThat(run("apply", file, "--watch")).isEqualTo(1);
    }

    @Test
    void aRequestWhoseConnectionBreaksIsSentAgainUnderItsOwnName() throws IOException {
        api.answer("POST", "/api/v1/plans", TestingApi.BROKEN, "")
                .answer("POST", "/api/v1/plans", 409, "{\"code\":\"IDEMPOTENCY_IN_PROGRESS\"}")
                .answer("POST", "/api/v1/plans", 201, NO_CHANGE);
        assertThat(run("plan", fleetFile("{}"))).isZero();
        assertThat(api.asked()).hasSize(3);
        assertThat(api.asked())
                .extracting(TestingApi.Asked::key)
                .doesNotContain("")
                .containsOnly(api.asked().get(0).key());
    }

    @Test
    void aPlanIsGroupedAndSaysWhatItsForecastIsMadeOf() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, """
                {"planId":"p3","fleet":"mine","unchanged":5,"warnings":["careful"],"adopted":[],"changes":[
                 {"server":"a","replica":0,"category":"api","kind":"restart","reason":"changed: x","fromPort":1,"port":1},
                 {"server":"b","replica":0,"category":"api","kind":"move-port","reason":"","fromPort":3300,"port":3101},
                 {"server":"c","replica":1,"category":"api","kind":"add","reason":"new","fromPort":0,"port":3102}],
                 "forecast":{"instances":8,"processes":2,"ports":8,"memoryMegabytes":150,"cpuCores":0.25,"fileHandles":90,
                  "times":[{"profile":"quick","seconds":4,"source":"measured on 2 rollouts"}],
                  "sources":{"memoryMegabytes":"measured on 7 servers, assumed for 1 more"}}}""");
        assertThat(run("plan", fleetFile("{}"))).isEqualTo(1);
        assertThat(out())
                .containsSubsequence("add 1", "c#1", "restart 1", "changed: x", "move-port 1", "3300 -> 3101")
                .contains("Fleet mine: 1 add, 1 restart, 1 move-port, 5 unchanged.")
                .contains("150 MB")
                .contains("measured on 7 servers, assumed for 1 more")
                .contains("time, quick")
                .contains("apply --plan p3")
                .doesNotContain("\u001b");
    }

    @Test
    void revertMakesAPlanOfTheRevisionAndRollsItOutWithItsReason() {
        api.answer("POST", "/api/v1/revisions/4/plan", 201, ONE_CHANGE)
                .answer("POST", "/api/v1/rollouts", 202, rollout("PENDING", 0));
        assertThat(run("revert", "4", "--plan")).isEqualTo(1);
        assertThat(api.asked()).hasSize(1);
        assertThat(run("revert", "4", "--profile", "quick", "--reason", "too slow"))
                .isZero();
        assertThat(api.asked().get(2).body())
                .contains("\"planId\":\"p2\"")
                .contains("\"reason\":\"revert to revision 4: too slow\"");
    }

    @Test
    void twoRevisionsAreShownAsADifferenceWithItsExitCode() {
        api.answer("GET", "/api/v1/revisions/1/diff/2", 200, """
                {"from":{"id":1,"number":1,"fleet":"mine","hash":"abcdef0123456789","author":"anna","createdAt":"t"},
                 "to":{"id":2,"number":2,"fleet":"mine","hash":"ffff","author":"ben","createdAt":"u","reason":"why"},
                 "changes":[{"server":"a","kind":"added","fields":[]},
                  {"server":"b","kind":"changed","fields":[{"field":"env/X","before":"1","after":"2"}]}]}""");
        assertThat(run("revisions", "diff", "1", "2")).isEqualTo(1);
        assertThat(out())
                .contains("--- revision 1 (number 1 of mine, abcdef012345), by anna at t")
                .contains("+++ revision 2 (number 2 of mine, ffff), by ben at u: why")
                .containsSubsequence("+ a", "~ b", "env/X", "- 1", "+ 2", "2 servers differ.");
    }

    @Test
    void aRolloutIsExplainedWithItsServersGatesAndWhatHappenedLast() {
        api.answer("GET", "/api/v1/rollouts/7/explain", 200, """
                {"subject":"rollout 7","sentence":"rollout 7 is FAILED","wish":"revision 3","copies":[
                 {"name":"shop","state":"FAILED","reason":"EXITED","detail":"exit code 3","since":"t","evidence":"process 9",
                  "exitCode":3,"probes":[],"lines":["Error: no disk"],"advice":{"sentence":"s","command":"c"}}],
                 "others":["mail FAILED EXITED","maps FAILED EXITED"],
                 "gates":[{"phase":"phase 9","name":"failure-budget","verdict":"FAIL","value":3,"limit":1,
                   "sentence":"phase 9: FAIL, failure-budget is 3, limit 1; 3 of 9 planned servers failed"},
                  {"phase":"phase 9","name":"memory","verdict":"PASS","value":41.26,"limit":90,"sentence":"long"},
                  {"phase":"phase 9","name":"cpu","verdict":"PASS","value":3,"limit":85,"sentence":"long"}],
                 "events":[{"at":"u","sentence":"FAILED, 3 of 9 planned servers failed"}],
                 "advice":{"sentence":"mend it","command":"coordinator explain shop"}}""");
        assertThat(run("explain", "7")).isZero();
        assertThat(out().lines())
                .containsExactly(
                        "rollout 7 is FAILED",
                        "  wished    revision 3",
                        "  shop is FAILED since t: EXITED exit code 3",
                        "  evidence  process 9",
                        "  exit code 3",
                        "  said      Error: no disk",
                        "    next      s: c",
                        "  and       mail FAILED EXITED; maps FAILED EXITED",
                        "  gate      phase 9: FAIL, failure-budget is 3, limit 1; 3 of 9 planned servers failed",
                        "  gate      phase 9: PASS, memory 41.26/90, cpu 3/85",
                        "  happened  u  FAILED, 3 of 9 planned servers failed",
                        "  next      mend it: coordinator explain shop");
    }

    @Test
    void whoeverStepsInMaySayWhy() {
        api.answer("POST", "/api/v1/rollouts/7/acknowledge?reason=ticket%204711", 200, rollout("FAILED", 0));
        assertThat(run("rollouts", "7", "acknowledge", "--reason", "ticket 4711"))
                .isZero();
        assertThat(out()).contains("Rollout 7");
    }

    @Test
    void explainTellsAServerFromARolloutAndPrintsOneScreen() {
        api.answer("GET", "/api/v1/servers/shop/explain", 200, """
                {"subject":"server shop","sentence":"shop is FAILED since t: EXITED","wish":"RUNNING, as revision 3","copies":[
                 {"name":"shop","state":"FAILED","reason":"EXITED","detail":"","since":"t","evidence":"no process is known",
                  "exitCode":3,"probes":[{"at":"t","ok":false,"millis":2,"reason":"REFUSED","detail":"nobody listens"}],
                  "lines":["Error: no database"],"advice":{"sentence":"s","command":"c"}}],
                 "gates":[{"phase":"canary","verdict":"FAIL","sentence":"canary: FAIL, failed is 1, limit 0"}],
                 "advice":{"sentence":"read what it said","command":"coordinator servers shop logs"}}""")
                .answer("GET", "/api/v1/rollouts/7/explain", 200, "{\"sentence\":\"rollout 7 is PAUSED\"}");
        assertThat(run("explain", "shop")).isZero();
        assertThat(out())
                .containsSubsequence(
                        "shop is FAILED",
                        "wished    RUNNING",
                        "evidence  no process is known",
                        "exit code 3",
                        "probe     t  REFUSED",
                        "said      Error: no database",
                        "gate      canary: FAIL",
                        "next      read what it said: coordinator servers shop logs");
        assertThat(run("explain", "7")).isZero();
        assertThat(out()).contains("rollout 7 is PAUSED");
    }

    @Test
    void aReceiptComesAsMarkdownOrJson() {
        api.answer("GET", "/api/v1/rollouts/7/report.md", 200, "# Rollout 7")
                .answer("GET", "/api/v1/rollouts/7/report", 200, "{\"seconds\":12}");
        assertThat(run("rollouts", "7", "report")).isZero();
        assertThat(out()).isEqualTo("# Rollout 7\n");
        assertThat(run("rollouts", "7", "report", "--format", "json")).isZero();
        assertThat(out()).contains("\"seconds\" : 12");
    }

    @Test
    void applyOfAFileThatChangesNothingStartsNothing() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, NO_CHANGE);
        assertThat(run("apply", fleetFile("{}"))).isZero();
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void applyTakesAFileOrAPlanAndNotBoth() {
        assertThat(run("apply")).isEqualTo(2);
        assertThat(run("apply", "file", "--plan", "p")).isEqualTo(2);
    }

    @Test
    void aSecretComesFromStandardInputAndLeavesNoTrace() {
        api.answer("PUT", "/api/v1/secrets/openai-key", 204, "");
        input = "s3cret\n";
        assertThat(run("secrets", "set", "openai-key")).isZero();
        assertThat(api.asked().get(0).body()).isEqualTo("s3cret");
        assertThat(out() + err()).doesNotContain("s3cret");
        input = "";
        assertThat(run("secrets", "set", "openai-key")).isEqualTo(2);
    }

    @Test
    void secretsTellWhoUsesThemAndWhichAreMissing() {
        api.answer("GET", "/api/v1/secrets", 200, """
                {"items": [
                 {"name": "A", "set": true, "uses": 0, "usedBy": []},
                 {"name": "B", "set": false, "uses": 5, "usedBy": [{"fleet": "f", "server": "s1"},
                  {"fleet": "f", "server": "s2"}, {"fleet": "f", "server": "s3"}, {"fleet": "f", "server": "s4"}]}]}""");
        assertThat(run("secrets", "list")).isZero();
        assertThat(out()).containsPattern("A +yes").containsPattern("B +missing +s1, s2, s3 and 2 more");
    }

    @Test
    void aProgramIsTriedAndItsAnswerToldWithoutSteeringTheTerminal() throws IOException {
        api.answer("POST", "/api/v1/trials", 200, """
                {"server": "tried", "state": "ANSWERED", "sentence": "it speaks MCP", "startMillis": 412, "memoryKb": 42000,
                 "processes": 1, "revision": "2025-11-25", "program": "memory 1.0", "gone": true,
                 "tools": [{"name": "remember", "description": "Keeps \\u001b[31mit"}], "lines": ["is up"]}""");
        Path key = Files.writeString(temporary.resolve("key"), "s3cret\n");

        assertThat(run("try", "--secret", "tried.KEY=" + key, "--command", "--", "npx", "-y", "server-memory"))
                .as(err())
                .isZero();

        assertThat(out())
                .contains("tried speaks MCP 2025-11-25, calls itself memory 1.0, answered after 412 ms, takes 41 MB")
                .contains("remember")
                .contains("| is up")
                .doesNotContain("\u001b[31m");
        assertThat(api.asked().get(0).body())
                .contains("\"secrets\":{\"tried.KEY\":\"s3cret\"}")
                .contains("\\\"args\\\":[\\\"-y\\\",\\\"server-memory\\\"]");
    }

    @Test
    void aProgramThatDoesNotAnswerIsAFailureAndOneFileIsTriedAtATime() {
        api.answer("POST", "/api/v1/trials", 200, """
                {"server": "tried", "state": "ENDED", "sentence": "process 7 ended with exit code 3", "exitCode": 3,
                 "gone": true, "lines": ["no disk"]}""");
        assertThat(run("try", "--command", "--", "/bin/false")).isEqualTo(1);
        assertThat(out()).contains("process 7 ended with exit code 3").contains("| no disk");
        assertThat(run("try", "one", "two")).isEqualTo(2);
    }

    @Test
    void aTokenIsPrintedAlone() {
        api.answer("POST", "/api/v1/tokens", 201, "{\"id\":1,\"token\":\"mcp_abc\"}");
        assertThat(run("tokens", "create", "ci", "--role", "operator")).isZero();
        assertThat(out()).isEqualTo("mcp_abc\n");
        assertThat(api.asked().get(0).body()).contains("\"role\":\"operator\"");
    }

    @Test
    void aTokenIsRevokedByItsNameOrItsId() {
        api.answer("GET", "/api/v1/tokens", 200, "{\"items\":[{\"id\":7,\"name\":\"ci\"}]}");
        api.answer("DELETE", "/api/v1/tokens/7", 204, "");
        api.answer("DELETE", "/api/v1/tokens/8", 204, "");
        assertThat(run("tokens", "revoke", "ci")).isZero();
        assertThat(run("tokens", "revoke", "8")).isZero();
        assertThat(run("tokens", "revoke", "nobody")).isEqualTo(2);
        assertThat(err()).contains("no token named nobody").contains("tokens list");
        assertThat(api.asked())
                .filteredOn(asked -> asked.method().equals("DELETE"))
                .hasSize(2);
    }

    @Test
    void serversAreFilteredByTheInstallation() {
        api.answer("GET", "/api/v1/servers?state=FAILED&page=0&size=5", 200, "{\"items\":[],\"total\":0}");
        assertThat(run("servers", "--state", "FAILED", "--size", "5")).isZero();
        assertThat(out()).contains("No server fits.");
        assertThat(run("servers", "a", "explode")).isEqualTo(2);
    }

    @Test
    void anAddressNeedsATokenAndNeverGetsTheKeptPassword() throws IOException {
        environment.clear();
        Path data = temporary.resolve("data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("admin-password"), "kept");
        Files.writeString(data.resolve("up.json"), "{\"httpPort\":" + api.port() + "}");
        assertThat(plain("nodes", "--url", api.url(), "--data", data.toString()))
                .isEqualTo(2);
        assertThat(api.asked()).isEmpty();

        api.answer("GET", "/api/v1/nodes", 200, "{\"items\":[]}");
        assertThat(plain("nodes", "--data", data.toString())).isZero();
        assertThat(api.asked().get(0).authorization()).startsWith("Basic ");
        assertThat(plain("nodes", "--url", api.url(), "--token", "t")).isZero();
        assertThat(api.asked().get(1).authorization()).isEqualTo("Bearer t");
    }

    @Test
    void nodesAreListedWithWhatTheyDoAndWhetherTheyAgree() {
        String node = "{\"name\":\"node-%d\",\"host\":\"local\",\"state\":\"UP\",\"holds\":[%s],\"lagMillis\":%d,"
                + "\"revision\":%d,\"routes\":\"abc\",\"healthy\":10,\"routed\":9,\"pid\":4711,\"url\":\"http://n\"}";
        String first = node.formatted(1, "\"host/local\",\"health/local\"", 12, 3);
        api.answer("GET", "/api/v1/nodes", 200, "{\"items\":[" + first + "," + node.formatted(2, "", 15, 3) + "]}")
                .answer("GET", "/api/v1/nodes", 200, "{\"items\":[" + first + "," + node.formatted(2, "", 15, 2) + "]}")
                .answer("GET", "/api/v1/nodes", 200, "{\"items\":[" + first + "]}");
        assertThat(run("nodes")).isZero();
        assertThat(out()).contains("host/local, health/local", "12 ms", "see the same revision and route alike");
        out.reset();
        assertThat(run("nodes")).isZero();
        assertThat(out()).contains("differ in revision or routes").doesNotContain("route alike");
        out.reset();
        assertThat(run("nodes", "--json")).isZero();
        assertThat(out()).contains("\"lagMillis\" : 12").doesNotContain("revision and route");
    }

    @Test
    void nodesOfAnotherMachineAreDrainedFromHereAndNeitherStartedNorEnded() {
        api.answer("POST", "/api/v1/nodes/node-2/drain", 200, "{\"items\":[]}");
        api.answer("GET", "/api/v1/nodes", 200, "{\"items\":[]}");
        assertThat(run("nodes", "drain", "node-2")).isZero();
        assertThat(err()).contains("/health/ready");
        for (String[] local : new String[][] {{"add"}, {"remove", "node-2"}, {"upgrade"}}) {
            String[] command = new String[local.length + 1];
            command[0] = "nodes";
            System.arraycopy(local, 0, command, 1, local.length);
            assertThat(run(command)).isEqualTo(2);
        }
        assertThat(err()).contains("that up started on this machine");
        assertThat(run("nodes", "drain")).isEqualTo(2);
        assertThat(run("nodes", "explode")).isEqualTo(2);
    }

    @Test
    void nodesOfAProductThatIsDownAreNotAddedTo() throws IOException {
        Path data = Files.createDirectory(temporary.resolve("data"));
        Files.writeString(data.resolve("up.json"), "{\"httpPort\":" + api.port() + "}");
        assertThat(plain("nodes", "add", "--data", data.toString())).isEqualTo(2);
        assertThat(err()).contains("no node of").contains("run ./coordinator up");
    }

    @Test
    void nothingAtTheAddressIsASentence() {
        api.close();
        assertThat(run("nodes")).isEqualTo(1);
        assertThat(err()).contains("nothing answers at").contains("is it up?");
    }

    @Test
    void withoutAnUpThereIsASentence() {
        assertThat(plain("nodes", "--data", temporary.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err()).contains("run ./coordinator up");
    }

    @Test
    void wrongArgumentsAreRefusedBeforeAnythingIsDone() {
        assertThat(run("no-such-command")).isEqualTo(2);
        assertThat(plain("up", "--empty", "--servers", "3", "--data", temporary.toString()))
                .isEqualTo(2);
        assertThat(plain("up", "--servers", "1001", "--data", temporary.toString()))
                .isEqualTo(2);
        assertThat(plain("down", "--data", temporary.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theSampleIsPrintedWholeAndNeedsNoInstallation() {
        assertThat(plain("sample", "--servers", "3")).isZero();
        assertThat(out()).startsWith("{").contains("\"fleet\"");
        assertThat(plain("sample", "--servers", "0")).isEqualTo(2);
    }

    private String fleetFile(String text) throws IOException {
        return Files.writeString(temporary.resolve("fleet"), text).toString();
    }

    private static String rollout(String state, int healthy) {
        return "{\"id\":7,\"fleet\":\"mine\",\"state\":\"" + state + "\",\"planned\":1,\"phase\":0,"
                + "\"phases\":[{\"name\":\"canary\",\"target\":1,\"healthy\":" + healthy + ",\"gates\":[]}]}";
    }

    /** Runs against the testing API. */
    private int run(String... arguments) {
        environment.put("COORDINATOR_URL", api.url());
        environment.put("COORDINATOR_TOKEN", "token");
        return plain(arguments);
    }

    private int plain(String... arguments) {
        out.reset();
        err.reset();
        Shell shell = new Shell(
                new Printer(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                environment,
                false);
        return Commands.run(shell, arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
