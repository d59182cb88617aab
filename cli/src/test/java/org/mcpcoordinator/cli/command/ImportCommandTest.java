package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String FOREIGN = "{\"mcpServers\":{\"fetch\":{\"command\":\"uvx\"}}}";
    private static final String LOOK = """
            {"format":"mcpServers","fleet":"mine","servers":[
             {"name":"fetch","was":"Fetch","category":"api","why":"by fetch","runs":"uvx x","outcome":"ADD","reason":"",
              "notes":["its folder is not kept"],"secrets":["fetch.KEY-1"],"missing":{"fetch.TOKEN":"TOKEN"}}%s],
             "fleetFile":{"fleet":"mine","servers":[{"name":"fetch"}]}}""";
    private static final String STAYS = """
            ,{"name":"box","was":"box","category":"api","why":"w","runs":"docker","outcome":"CANNOT",
              "reason":"starts a container","notes":[],"secrets":[],"missing":{}}""";
    private static final String PLAN = "{\"planId\":\"p2\",\"fleet\":\"mine\",\"changes\":[{\"server\":\"fetch\","
            + "\"replica\":0,\"kind\":\"add\",\"reason\":\"new\",\"port\":0}],\"unchanged\":3,\"forecast\":{},\"warnings\":[]}";

    @TempDir
    Path temporary;

    private final TestingApi api = new TestingApi();
    private final TestingShell shell = new TestingShell(api);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aDryRunTellsAllAndStoresNothing() throws IOException {
        api.answer("POST", "/api/v1/imports?clash=rename", 200, LOOK.formatted(STAYS));
        assertThat(shell.run("import", foreign(), "--dry-run", "--on-clash", "rename"))
                .as(shell.err())
                .isEqualTo(1);
        assertThat(shell.out())
                .contains("fetch (Fetch)", "uvx x", "by fetch", "starts a container")
                .contains("Note: fetch: its folder is not kept", "fetch keeps fetch.KEY-1")
                .contains("secrets set fetch.TOKEN");
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void aPlanIsMadeOfTheFleetWithThemAndAppliedOnlyWhenAsked() throws IOException {
        api.answer("POST", "/api/v1/imports/plans", 201, "{\"look\":" + LOOK.formatted("") + ",\"plan\":" + PLAN + "}")
                .answer("POST", "/api/v1/rollouts", 202, "{\"id\":7,\"fleet\":\"mine\",\"state\":\"PENDING\"}");
        assertThat(shell.run("import", foreign())).as(shell.err()).isZero();
        assertThat(shell.out()).contains("apply --plan p2");
        assertThat(api.asked()).hasSize(1);
        assertThat(shell.run("import", foreign(), "--apply", "--profile", "quick"))
                .as(shell.err())
                .isZero();
        assertThat(api.asked().get(2).body()).contains("\"planId\":\"p2\"");
    }

    @Test
    void aFleetFileIsWrittenAndNeverOverWhatIsThere() throws IOException {
        api.answer("POST", "/api/v1/imports/files?fleet=new", 201, LOOK.formatted(""));
        Path file = temporary.resolve("fleet.json");
        assertThat(shell.run("import", foreign(), "--fleet", "new", "--out", file.toString()))
                .as(shell.err())
                .isZero();
        assertThat(file).content().contains("\"fleet\" : \"mine\"");
        assertThat(shell.run("import", foreign(), "--fleet", "new", "--out", file.toString()))
                .isEqualTo(2);
        assertThat(shell.run("import", foreign(), "--dry-run", "--apply")).isEqualTo(2);
    }

    @Test
    void aFleetFileIsPlannedAsItIs() throws IOException {
        api.answer("POST", "/api/v1/plans", 201, PLAN);
        assertThat(shell.run("import", file("fleet: mine\nservers: []\n")))
                .as(shell.err())
                .isZero();
        assertThat(api.asked().get(0).path()).isEqualTo("/api/v1/plans");
    }

    @Test
    void aTrialWaitsForItsPackageAndOfARemoteServerNoMemoryIsTold() throws IOException {
        api.answer("POST", "/api/v1/trials", 503, "{\"title\":\"wait\",\"code\":\"PACKAGES_ON_THE_WAY\"}")
                .answer(
                        "POST",
                        "/api/v1/trials",
                        200,
                        "{\"server\":\"far\",\"state\":\"ANSWERED\",\"revision\":\"2026-07-28\",\"program\":\"far 2.0\","
                                + "\"startMillis\":7,\"tools\":[{\"name\":\"one\"}],\"lines\":[],\"gone\":true}");
        assertThat(shell.run("try", foreign())).as(shell.err()).isZero();
        assertThat(shell.err()).contains("package is being installed");
        assertThat(shell.out())
                .contains("far speaks MCP 2026-07-28, calls itself far 2.0, answered after 7 ms.", "one");
        assertThat(api.asked()).hasSize(2).extracting(TestingApi.Asked::key).doesNotHaveDuplicates();
    }

    @Test
    void aDryRunOfAFleetFileStoresNothingEither() throws IOException {
        String fleet = file("fleet: mine\nservers: []\n");
        assertThat(shell.run("import", fleet, "--dry-run")).isEqualTo(2);
        assertThat(shell.err()).contains("--dry-run").contains("coordinator plan");
        assertThat(shell.run("import", fleet, "--out", temporary.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void whatAForeignFileSaysCannotSteerTheTerminal() throws IOException {
        api.answer(
                "POST",
                "/api/v1/imports",
                200,
                LOOK.formatted("")
                        .replace("\"TOKEN\"", "\"\\u001b]0;x\\u0007\\u009b2J\\u202eTOKEN\"")
                        .replace("kept", "\\u001b[2Jkept"));
        shell.run("import", foreign(), "--dry-run");
        assertThat(shell.out()).contains("TOKEN").doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }

    @Test
    void aRegistryIsReadPageByPageAndOnlyWhereItWasNamed() throws IOException {
        try (TestingApi registry = new TestingApi()) {
            String asked = "/v0.1/servers?limit=100&version=latest&search=git";
            registry.answer(
                            "GET",
                            asked,
                            200,
                            "{\"servers\":[{\"server\":{\"name\":\"a/b\"}}],"
                                    + "\"metadata\":{\"nextCursor\":\"c 2\"}}")
                    .answer("GET", asked + "&cursor=c%202", 200, "{\"servers\":[{\"server\":{\"name\":\"a/c\"}}]}")
                    .answer("GET", "/elsewhere.json", 302, "");
            api.answer("POST", "/api/v1/imports", 200, LOOK.formatted(""));
            assertThat(shell.run("import", registry.url(), "--search", "git", "--dry-run"))
                    .as(shell.err())
                    .isZero();
            JsonNode sent = new ObjectMapper().readTree(api.asked().get(0).body());
            assertThat(sent.path("servers")).hasSize(2);
            assertThat(registry.asked())
                    .allSatisfy(each -> assertThat(each.authorization()).isEmpty());
            assertThat(shell.run("import", registry.url() + "/elsewhere.json", "--dry-run"))
                    .isEqualTo(1);
            assertThat(shell.err()).contains("leads elsewhere");
        }
    }

    @Test
    void aFleetIsExportedInTheWordsOfAClient() throws IOException {
        api.answer(
                "GET", "/api/v1/fleetfile?fleet=mine", 200, "{\"fleet\":\"mine\",\"servers\":[{\"name\":\"fetch\"}]}");
        assertThat(shell.run("fleet", "mine", "--format", "mcpServers"))
                .as(shell.err())
                .isZero();
        JsonNode entry = new ObjectMapper().readTree(shell.out()).at("/mcpServers/fetch");
        assertThat(entry.path("url").asText()).isEqualTo(api.url() + "/mcp/s/fetch");
        assertThat(entry.at("/headers/Authorization").asText()).isEqualTo("Bearer ${COORDINATOR_TOKEN}");
        assertThat(shell.run("fleet", "mine", "--format", "vscode")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(shell.out())
                        .at("/inputs/0/password")
                        .asBoolean())
                .isTrue();
        assertThat(shell.run("fleet", "mine", "--format", "toml")).isEqualTo(2);
    }

    private String foreign() throws IOException {
        return file(FOREIGN);
    }

    private String file(String text) throws IOException {
        return Files.writeString(temporary.resolve("foreign"), text).toString();
    }
}
