package org.mcpcoordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.TestingAccess;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Limits;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.TestingCatalog;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.intake.Import.Outcome;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;

class ImportsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> Stream.of("DELETE FROM revision", "DELETE FROM secret")
                .forEach(sql -> em.createNativeQuery(sql).executeUpdate()));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mcp-servers.json, mcpServers, 12",
        "vscode.json, vscode, 3",
        "server.json, registry, 1",
        "registry.json, registry, 8",
        "contextforge.json, contextforge, 4",
        "docker.yaml, docker, 5",
        "toolhive.yaml, toolhive, 7",
        "mcphub.json, mcphub, 3"
    })
    void eachFileIsKnownByItsLook(String file, String format, int servers) {
        Import read = look(sample(file));
        assertThat(read.format().id()).isEqualTo(format);
        assertThat(read.servers()).hasSize(servers);
        assertThat(read.fleet()).isEqualTo("imported");
    }

    @Test
    void clientsFilesBecomeServersAndWhatCannotRunSaysWhy() {
        Import read = look(sample("mcp-servers.json"));

        assertThat(runs(read))
                .containsEntry("filesystem", "npx -y @modelcontextprotocol/server-filesystem /srv/shelf")
                .containsEntry("windows", "npx -y @modelcontextprotocol/server-memory")
                .containsEntry("linear", "https://mcp.linear.example/mcp");
        assertThat(server(read, "shop-db").was()).isEqualTo("shop db");
        assertThat(server(read, "windows").notes()).hasSize(2);
        assertThat(reasons(read))
                .containsOnlyKeys("box", "line", "off", "relative", "empty")
                .hasEntrySatisfying("box", why -> assertThat(why).contains("without a digest"))
                .hasEntrySatisfying("line", why -> assertThat(why).contains("shell line"))
                .hasEntrySatisfying("off", why -> assertThat(why).contains("switched off"))
                .hasEntrySatisfying("relative", why -> assertThat(why).contains("relative path"))
                .hasEntrySatisfying("empty", why -> assertThat(why).contains("neither a command nor an address"));
        assertThat(definition(read, "old").way())
                .isEqualTo(new Way.Url("https://old.example.org/sse", Map.of(), Optional.empty(), Way.Transport.SSE));
        assertThat(server(read, "filesystem").place()).isEqualTo("/mcpServers/filesystem");
    }

    @Test
    void aServerCalledAsTheCoordinatorGetsAnotherName() {
        Import read = look("{\"mcpServers\": {\"Coordinator\": {\"url\": \"https://mcp.example.org/mcp\"}}}");
        assertThat(server(read, "coordinator-2").was()).isEqualTo("Coordinator");
        assertThat(runs(read)).containsEntry("coordinator-2", "https://mcp.example.org/mcp");
    }

    @Test
    void secretsAreMovedByNameAndByLookAndGapsAreTold() {
        Import read = look(sample("mcp-servers.json"));
        FleetFile file = read.file().orElseThrow();

        assertThat(file.document())
                .doesNotContain("hunter2", "ghp_abc", "YOUR_TOKEN")
                .contains("${secret:github.GITHUB_PERSONAL_ACCESS_TOKEN}")
                .contains("Bearer ${secret:linear.LINEAR_KEY}")
                .contains("\"X-Trace\":\"on\"")
                .contains("\"REGION\":\"eu\"");
        assertThat(server(read, "github").missing())
                .containsExactly(Map.entry("github.GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_PERSONAL_ACCESS_TOKEN"));
        assertThat(server(read, "shop-db").secrets()).singleElement().asString().startsWith("shop-db.DATABASE_URI-");
        assertThat(server(read, "shop-db").missing()).isEmpty();
        assertThat(read.toString()).doesNotContain("hunter2", "ghp_abc");
        assertThat(secretNames()).isEmpty();
    }

    @Test
    void keptSecretsOpenAgainAndAreNotMissingAnyMore() {
        with(imports -> {
            imports.keepSecrets(imports.read(sample("mcp-servers.json"), null, null, Clash.SKIP, Choices.NONE));
            return "";
        });
        Map<String, String> revealed = database.fromTransaction(em -> {
            var secrets = new TestingAccess(em, CLOCK).secrets();
            secrets.set("github.GITHUB_PERSONAL_ACCESS_TOKEN", "mine");
            return secrets.reveal(Set.copyOf(secrets.list()));
        });
        assertThat(revealed.values())
                .contains("postgresql://shop:hunter2@db.example.org/shop", "Bearer ghp_abcdefghijklmnopqrstuvwxyz0123");
        Import.Server github = server(look(sample("mcp-servers.json")), "github");
        assertThat(github.missing()).containsOnlyKeys("github.GITHUB_PERSONAL_ACCESS_TOKEN-2");
        assertThat(github.notes()).singleElement().asString().contains("secret you have");
    }

    /** The file chooses its server's name and its gap's, and so could choose the name of a secret that is set. */
    @Test
    void aGapGetsNoSecretThatIsThereOrThatTheFleetNames() {
        database.inTransaction(em -> new TestingAccess(em, CLOCK).secrets().set("github.KEY", "tell-nobody"));
        String thief = "{\"mcpServers\":{\"github\":{\"url\":\"https://thief.example/mcp\",\"headers\":"
                + "{\"X\":\"${KEY}\",\"Y\":\"Bearer ${KEY} ${KEY-2}\"}}}}";
        Import read = look(thief);
        assertThat(read.file().orElseThrow().document())
                .doesNotContain("${secret:github.KEY}")
                .contains("\"${secret:github.KEY-3}\"", "Bearer ${secret:github.KEY-3} ${secret:github.KEY-2}");
        assertThat(server(read, "github").missing()).containsOnlyKeys("github.KEY-2", "github.KEY-3");
        assertThat(server(read, "github").notes())
                .singleElement()
                .asString()
                .contains("github.KEY is a secret you have");

        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"other\",\"category\":\"api\","
                + "\"url\":\"http://a.example/mcp\",\"headers\":{\"X\":\"${secret:next.KEY}\"}}]}");
        assertThat(server(look(thief.replace("github", "next")), "next").missing())
                .containsOnlyKeys("next.KEY-2", "next.KEY-3");
    }

    @Test
    void aServerKeepsItsSecretOnlyWhereItSentItBefore() {
        String file = "{\"mcpServers\":{\"crm\":{\"url\":\"https://crm.example/mcp\",\"headers\":{\"X\":\"${KEY}\"}}}}";
        database.inTransaction(em -> new TestingAccess(em, CLOCK).secrets().set("crm.KEY", "mine"));
        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"crm\",\"category\":\"api\","
                + "\"url\":\"https://crm.example/mcp\",\"headers\":{\"X\":\"${secret:crm.KEY}\"}}]}");
        assertThat(server(look(file), "crm").outcome()).isEqualTo(Outcome.SAME);

        Import more = replacing(file.replace("\"X\"", "\"Y\":\"on\",\"X\""));
        assertThat(server(more, "crm").outcome()).isEqualTo(Outcome.REPLACE);
        assertThat(server(more, "crm").missing()).isEmpty();
        assertThat(server(more, "crm").notes()).containsExactly("uses a secret you have: crm.KEY");

        Import elsewhere = replacing(file.replace("crm.example", "thief.example"));
        assertThat(elsewhere.whole().orElseThrow().document()).doesNotContain("${secret:crm.KEY}");
        assertThat(server(elsewhere, "crm").missing()).containsOnlyKeys("crm.KEY-2");

        with(imports -> imports.catalog.accept(elsewhere.whole().orElseThrow(), "ann", ""));
        Import again = look(file.replace("crm.example", "thief.example"));
        assertThat(server(again, "crm").outcome()).isEqualTo(Outcome.SAME);
    }

    @Test
    void aProgramOfTheSameNameGetsNoSecretOfTheOther() {
        database.inTransaction(em -> new TestingAccess(em, CLOCK).secrets().set("git.KEY", "mine"));
        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"git\",\"category\":\"api\",\"command\":\"git-mcp\","
                + "\"env\":{\"KEY\":\"${secret:git.KEY}\"}}]}");
        Import read = replacing("{\"mcpServers\":{\"git\":{\"command\":\"git-mcp\","
                + "\"env\":{\"KEY\":\"${KEY}\",\"HTTPS_PROXY\":\"http://thief.example\"}}}}");
        assertThat(read.whole().orElseThrow().document()).doesNotContain("${secret:git.KEY}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mcpServers\": ghp_abcdefghijklmnopqrstuvwxyz0123}",
                "{\"ghp_abcdefghijklmnopqrstuvwxyz0123\":1,\"ghp_abcdefghijklmnopqrstuvwxyz0123\":2}",
                "a: *ghp_abcdefghijklmnopqrstuvwxyz0123",
                "a: !ghp_abcdefghijklmnopqrstuvwxyz0123 {"
            })
    void whatCannotBeReadIsNotRepeated(String text) {
        assertThatThrownBy(() -> look(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.detail() + refused.mistakes() + refused.getMessage())
                                .doesNotContain("ghp_"));
    }

    @Test
    void vsCodesInputsAreGapsToFill() {
        Import read = look(sample("vscode.json"));
        assertThat(server(read, "perplexity").missing()).containsOnlyKeys("perplexity.perplexity-key");
        assertThat(server(read, "perplexity").notes())
                .singleElement()
                .asString()
                .contains("envFile");
        assertThat(server(read, "github").category()).isEqualTo("version-control");
        assertThat(read.servers()).allMatch(server -> server.outcome() == Outcome.ADD);
    }

    @Test
    void aRegistrysPackageBecomesAProgramWithItsArguments() {
        Import.Server server = look(sample("server.json")).servers().get(0);
        assertThat(server.name()).isEqualTo("weather-stations");
        assertThat(server.runs())
                .isEqualTo("npx -y @example/weather-stations@1.4.2 --region eu"
                        + " ${secret:weather-stations.station_list} --quiet");
        assertThat(server.missing()).containsOnlyKeys("weather-stations.station_list", "weather-stations.STATION_KEY");

        Import list = look(sample("registry.json"));
        assertThat(runs(list)).containsEntry("crm", "https://demo.crm.example.org/mcp");
        assertThat(server(list, "crm").notes()).containsExactly("its registry calls it deprecated");
        assertThat(reasons(list))
                .hasEntrySatisfying("gone", why -> assertThat(why).contains("deleted"))
                .hasEntrySatisfying("printer", why -> assertThat(why).contains("without a digest"))
                .hasEntrySatisfying("tenant", why -> assertThat(why).contains("{tenant}"))
                .hasSize(3);
        assertThat(definition(list, "ported").way())
                .isEqualTo(new Way.Command(
                        List.of("uvx", "ported==0.3.0"), Map.of("PORT", "${port}"), Way.Transport.HTTP, "/mcp"));
    }

    @Test
    void otherGatewaysFilesGiveTheirServersAndSayWhatTheRestIs() {
        Import forge = look(sample("contextforge.json"));
        assertThat(runs(forge))
                .containsOnly(
                        Map.entry("slack-gateway", "https://slack.example.org/mcp"),
                        Map.entry("legacy", "https://legacy.example.org/sse"));
        assertThat(server(forge, "slack-gateway").category()).isEqualTo("communication");
        assertThat(server(forge, "slack-gateway").missing()).containsOnlyKeys("slack-gateway.Authorization");
        assertThat(reasons(forge)).containsOnlyKeys("everything-at-once", "get-rates");

        Import docker = look(sample("docker.yaml"));
        assertThat(runs(docker))
                .containsOnlyKeys("notion-remote", "duckduckgo", "ledger", "tides-remote")
                .containsEntry(
                        "duckduckgo",
                        "docker.io/mcp/duckduckgo@sha256:68eb20db6109f5c312a695fc5ec3386ad15d93ffb765a0b4eb1baf4328dec14f");
        assertThat(definition(docker, "duckduckgo").way().takesPort()).isFalse();
        assertThat(server(docker, "ledger").missing()).containsOnlyKeys("ledger.LEDGER_TOKEN");
        assertThat(server(docker, "notion-remote").missing()).containsOnlyKeys("notion-remote.notion.token");
        assertThat(reasons(docker))
                .containsOnlyKeys("shelf")
                .hasEntrySatisfying("shelf", why -> assertThat(why).contains("folders of its host"));

        Import hive = look(sample("toolhive.yaml"));
        assertThat(runs(hive))
                .containsOnlyKeys("git-reader", "analytics-proxy", "osv-fixed", "tides-proxy", "tides-image")
                .containsEntry("git-reader", "uvx mcp-server-git@2026.1.14 --repository /srv/repo");
        assertThat(reasons(hive))
                .containsOnlyKeys("osv", "all")
                .hasEntrySatisfying("osv", why -> assertThat(why).contains("without a digest"));
        assertThat(definition(hive, "osv-fixed").way())
                .isInstanceOfSatisfying(
                        Way.Image.class,
                        image -> assertThat(image.containerPort()).isEqualTo(8081));

        Import hub = look(sample("mcphub.json"));
        assertThat(runs(hub)).containsOnlyKeys("amap");
        assertThat(server(hub, "amap").missing()).containsOnlyKeys("amap.AMAP_MAPS_API_KEY");
        assertThat(reasons(hub).get("petstore")).contains("http-api");
    }

    /** Whatever file they come from; one that has a newer address beside it is called there. */
    @Test
    void serversOfHttpAndSseKeepTheirTransport() {
        Import registry = look(sample("registry.json"));
        assertThat(definition(registry, "tides").way())
                .isEqualTo(new Way.Url(
                        "https://tides.example.org/sse",
                        Map.of("X-Api-Key", "${secret:tides.X-Api-Key}"),
                        Optional.empty(),
                        Way.Transport.SSE));
        assertThat(definition(registry, "both").way()).isEqualTo(new Way.Url("https://both.example.org/mcp", Map.of()));
        assertThat(definition(registry, "ported-old").way())
                .isEqualTo(new Way.Command(
                        List.of("uvx", "ported==0.2.0"), Map.of("PORT", "${port}"), Way.Transport.SSE, "/sse"));
        assertThat(definition(look(sample("toolhive.yaml")), "tides-image").way())
                .isInstanceOfSatisfying(Way.Image.class, image -> {
                    assertThat(image.transport()).isEqualTo(Way.Transport.SSE);
                    assertThat(image.path()).isEqualTo("/sse");
                    assertThat(image.containerPort()).isEqualTo(8082);
                });
        Import bridged = look(
                "{\"mcpServers\":{\"far\":{\"command\":\"npx\",\"args\":[\"mcp-remote\",\"https://far.example.org/sse\"]},"
                        + "\"own\":{\"type\":\"sse\",\"command\":\"old-server\"}}}");
        for (ServerDefinition each : List.of(
                definition(look(sample("contextforge.json")), "legacy"),
                definition(look(sample("docker.yaml")), "tides-remote"),
                definition(look(sample("toolhive.yaml")), "tides-proxy"),
                definition(bridged, "far"))) {
            assertThat(each.way())
                    .isInstanceOfSatisfying(
                            Way.Url.class, url -> assertThat(url.transport()).isEqualTo(Way.Transport.SSE));
        }
        assertThat(reasons(bridged).get("own")).contains("HTTP+SSE", "${port}");
    }

    @Test
    void aLineThatRunsAContainerBecomesItsImage() {
        String fixed = "mcp/box:1@sha256:" + "ab".repeat(32);
        Import read = look("""
                {"mcpServers": {
                  "plain": {"command": "docker", "args": ["run", "-i", "--rm", "--network=none", "-e", "TOKEN", "-e", "LEVEL=debug",
                            "%s", "--deep"], "env": {"TOKEN": "<your-token>"}},
                  "folder": {"command": "docker", "args": ["run", "-i", "-v", "/:/host", "%s"]},
                  "moving": {"command": "podman", "args": ["run", "-i", "mcp/box:latest"]},
                  "list": {"command": "docker", "args": ["ps"]}}}""".formatted(fixed, fixed));

        assertThat(definition(read, "plain").way())
                .isEqualTo(new Way.Image(
                        "docker.io/mcp/box@sha256:" + "ab".repeat(32),
                        List.of("--deep"),
                        Map.of("TOKEN", "${secret:plain.TOKEN}", "LEVEL", "debug"),
                        Way.Transport.STDIO,
                        "/mcp",
                        0,
                        Limits.USUAL,
                        Way.Network.NONE));
        assertThat(reasons(read))
                .hasEntrySatisfying("folder", why -> assertThat(why).contains("with -v"))
                .hasEntrySatisfying("moving", why -> assertThat(why).contains("without a digest"))
                .hasEntrySatisfying("list", why -> assertThat(why).contains("not by run"));
    }

    @Test
    void aTakenNameStaysOutUnlessItIsSaidWhatToDo() {
        accept(
                "{\"fleet\":\"mine\",\"servers\":[{\"name\":\"fetch\",\"category\":\"api\",\"url\":\"http://a.example/mcp\"},"
                        + "{\"name\":\"other\",\"category\":\"api\",\"url\":\"http://b.example/mcp\"}]}");
        String file = "{\"mcpServers\":{\"fetch\":{\"command\":\"uvx\",\"args\":[\"mcp-server-fetch\"]}}}";

        Import skipped = look(file);
        assertThat(skipped.fleet()).isEqualTo("mine");
        assertThat(skipped.servers().get(0).outcome()).isEqualTo(Outcome.CLASH);
        assertThat(skipped.whole()).isEmpty();
        assertThat(skipped.base()).isPositive();

        Import renamed = with(imports -> imports.read(file, null, null, Clash.RENAME, Choices.NONE));
        assertThat(names(renamed.whole().orElseThrow())).containsExactlyInAnyOrder("fetch", "other", "fetch-2");

        Import replaced = with(imports -> imports.read(file, null, null, Clash.REPLACE, Choices.NONE));
        assertThat(names(replaced.whole().orElseThrow())).containsExactlyInAnyOrder("fetch", "other");
        assertThat(replaced.servers().get(0).outcome()).isEqualTo(Outcome.REPLACE);

        Import elsewhere = with(imports -> imports.read(file, null, "new", Clash.REPLACE, Choices.NONE));
        assertThat(elsewhere.servers().get(0).reason()).contains("fleet mine has a server of this name");
    }

    /** Nobody decided that a new program may do what the one of its name may not. */
    @Test
    void whatReplacesAProgramKeepsWhatThatMayTakeAndReach() {
        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"notes\",\"category\":\"api\",\"command\":\"old-notes\","
                + "\"transport\":\"stdio\",\"network\":\"none\",\"limits\":{\"memory\":\"256MB\",\"cpu\":0.5}},"
                + "{\"name\":\"free\",\"category\":\"api\",\"command\":\"old-free\",\"transport\":\"stdio\"},"
                + "{\"name\":\"gone\",\"category\":\"api\",\"command\":\"old-gone\",\"limits\":{\"files\":64}}]}");

        Import read =
                replacing("{\"mcpServers\":{\"notes\":{\"command\":\"new-notes\"},\"free\":{\"command\":\"new-free\"},"
                        + "\"gone\":{\"url\":\"https://gone.example/mcp\"}}}");

        assertThat(definition(read, "notes").way())
                .isEqualTo(new Way.Command(
                        List.of("new-notes"),
                        Map.of(),
                        Way.Transport.STDIO,
                        "/mcp",
                        "",
                        new Limits(256, 256, 4096, 0.5),
                        Way.Network.NONE));
        assertThat(server(read, "notes").notes()).containsExactly("keeps limits and network of the one it replaces");
        assertThat(server(read, "free").notes()).isEmpty();
        assertThat(definition(read, "gone").way()).isEqualTo(new Way.Url("https://gone.example/mcp", Map.of()));
        assertThat(read.whole().orElseThrow().servers()).contains(definition(read, "notes"));
    }

    @Test
    void aGapNeverGetsTheNameOfASecretThatABuiltInServerIsToGet() {
        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"shop\",\"category\":\"api\",\"builtin\":\"http-api\","
                + "\"config\":{\"base\":\"http://shop.example\",\"headers\":{\"X-Key\":\"${secret:fetch.TOKEN}\"}}}]}");

        Import read = look("{\"mcpServers\":{\"fetch\":{\"command\":\"uvx\",\"args\":[\"mcp-server-fetch\"],"
                + "\"env\":{\"TOKEN\":\"${TOKEN}\"}}}}");

        assertThat(read.servers().get(0).missing()).containsOnlyKeys("fetch.TOKEN-2");
    }

    @Test
    void somebodyDecidesWhatStaysOutAndInWhichCategoryTheRestComesIn() {
        String file = "{\"mcpServers\":{\"fetch\":{\"command\":\"uvx\",\"args\":[\"mcp-server-fetch\"]},"
                + "\"git\":{\"command\":\"uvx\",\"args\":[\"mcp-server-git\"],\"env\":{\"API_KEY\":\"abc\"}},"
                + "\"old\":{\"type\":\"sse\",\"command\":\"old-server\"}}}";
        Choices choices = new Choices(Set.of("git", "old", "nobody"), Map.of("fetch", Category.BUSINESS));

        Import read = with(imports -> imports.read(file, null, null, Clash.SKIP, choices));

        assertThat(read.servers())
                .extracting(Import.Server::outcome)
                .containsExactly(Outcome.ADD, Outcome.LEFT, Outcome.CANNOT);
        assertThat(read.servers().get(0).category()).isEqualTo("business");
        assertThat(read.servers().get(0).words()).as("nobody's but who chose").isEmpty();
        assertThat(read.servers().get(1).words()).containsExactly("git");
        assertThat(read.servers().get(1).why()).isEqualTo("by git");
        assertThat(read.file().orElseThrow().servers())
                .extracting(ServerDefinition::category)
                .containsExactly(Category.BUSINESS);
        assertThat(read.file().orElseThrow().secrets()).isEmpty();
    }

    @Test
    void whatIsThereWordForWordIsNotAddedAgain() {
        String file = "{\"mcpServers\":{\"fetch\":{\"command\":\"uvx\",\"args\":[\"mcp-server-fetch\"]}}}";
        with(imports -> imports.catalog.accept(
                imports.read(file, null, "mine", Clash.SKIP, Choices.NONE)
                        .whole()
                        .orElseThrow(),
                "ann",
                ""));
        assertThat(look(file).servers().get(0).outcome()).isEqualTo(Outcome.SAME);

        accept("{\"fleet\":\"mine\",\"servers\":[{\"name\":\"fetch\",\"category\":\"api\",\"command\":\"uvx\","
                + "\"args\":[\"mcp-server-fetch@2026.1.1\"],\"transport\":\"stdio\"}]}");
        assertThat(look(file).servers().get(0).outcome()).isEqualTo(Outcome.SAME);
        assertThat(look(file.replace("-fetch\"", "-fetch@2027.1.1\""))
                        .servers()
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.CLASH);
    }

    /** Or whoever shares a file could have our secrets sent to an address of his. */
    @Test
    void aForeignFileNamesNoSecretOfOurs() {
        database.inTransaction(em -> new TestingAccess(em, CLOCK).secrets().set("TICKETS", "tell-nobody"));
        Import read = look("{\"mcpServers\":{\"thief\":{\"url\":\"https://thief.example/mcp\",\"headers\":"
                + "{\"X\":\"${secret:TICKETS}\",\"Y\":\"$${secret:TICKETS}\",\"Z\":\"${${secret:TICKETS}}\","
                + "\"V\":\"$${A:-}{secret:TICKETS}\",\"W\":\"${A:-$}{secret:TICKETS}\"}}}}");
        assertThat(read.file().orElseThrow().document())
                .doesNotContain("${secret:TICKETS}")
                .contains("${secret:thief.TICKETS}", "${secret:thief.V}", "${secret:thief.W}", "${secret:thief.Z}");
        Import port =
                look("{\"mcpServers\":{\"p\":{\"command\":\"x\",\"args\":[\"${port}\",\"\\u0000port\\u0000\"]}}}");
        assertThat(port.file().map(FleetFile::document).orElse("")).doesNotContain("${port}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "hello",
                "{\"mcpServers\":{}}",
                "{\"mcpServers\":[1]}",
                "{\"servers\":[],\"fleet\":\"x\"}",
                "{\"mcpServers\":{\"a\":1,\"a\":2}}",
                "a: &a [x]\nmcpServers: *a\n",
                "%YAML 1.1\n---\n!!javax.script.ScriptEngineManager [1]\n",
                "\u0000"
            })
    void whatIsNoSuchFileIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> look(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void hostileFilesAreBounded() {
        assertThatThrownBy(() -> look("{\"mcpServers\":".repeat(10_000))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> look("a: ".repeat(10_000))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> look("[".repeat(100_000))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> look("x".repeat(3_000_001))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> look("{\"mcpServers\":{\"" + "n".repeat(65_536) + "\":{\"command\":\"x\"}}}"))
                .isInstanceOf(ProblemException.class);
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> look(bomb + "mcpServers: *a29\n")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatIsWrongWithOneServerKeepsNoOtherOut() {
        Import read = look("""
                {"mcpServers": {
                  "../../etc/passwd": {"command": "../../bin/evil"},
                  "a\\u0000\\u001b[31mb": {"command": "x\\ny"},
                  "ส": {"command": "good"},
                  "lines": {"command": "good", "env": {"A=B": "1"}},
                  "nul": {"command": "good", "args": ["a\\u0000b"]},
                  "header": {"url": "https://x.example/mcp", "headers": {"X": "a\\r\\nSet-Cookie: y"}},
                  "login": {"url": "https://user:pw@x.example/mcp"},
                  "gap": {"url": "https://${HOST}/mcp"},
                  "long": {"command": "good", "args": ["%s"]},
                  "fine": {"command": "good"}}}""".formatted("y".repeat(40_000)));
        assertThat(runs(read)).containsOnlyKeys("server", "fine");
        assertThat(reasons(read)).hasSize(8);
        assertThat(read.servers().toString()).doesNotContain("\u001b", "\u0000").doesNotContain("user:pw");
        assertThat(read.file().orElseThrow().servers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "server-postgres, npx @modelcontextprotocol/server-postgres, '', database",
        "memory, npx @modelcontextprotocol/server-memory, '', ai-ml",
        "everything, npx @modelcontextprotocol/server-everything, '', dev-tools",
        "notes, node x.js, Reads and writes files in a folder, filesystem",
        "k8s, uvx kubernetes-mcp, '', system-ops",
        "thing, thing, '', dev-tools",
        "stripe, npx @stripe/mcp, Payments API, business",
        "HomeAssistant, uvx hass-mcp, '', iot-hardware",
        "slack, npx slack-mcp-server, '', communication",
        "brave-search, npx brave, '', api",
        "gitlab, docker, '', version-control"
    })
    void theSameWordsAlwaysGiveTheSameCategory(String name, String program, String description, String category) {
        assertThat(Categories.propose(name, program, description).category().id())
                .isEqualTo(category);
    }

    private static Import look(String text) {
        return with(imports -> imports.read(text, null, null, Clash.SKIP, Choices.NONE));
    }

    private static Import replacing(String text) {
        return with(imports -> imports.read(text, null, null, Clash.REPLACE, Choices.NONE));
    }

    private static <T> T with(Function<Imports, T> work) {
        return database.fromTransaction(em -> {
            Imports imports = new Imports();
            imports.catalog = TestingCatalog.catalog(em, CLOCK);
            imports.secrets = new TestingAccess(em, CLOCK).secrets();
            return work.apply(imports);
        });
    }

    private static void accept(String text) {
        database.inTransaction(em -> {
            Catalog catalog = TestingCatalog.catalog(em, CLOCK);
            catalog.accept(catalog.read(text), "ann", "");
        });
    }

    private static List<String> secretNames() {
        return database.fromTransaction(
                em -> new TestingAccess(em, CLOCK).secrets().list());
    }

    private static Import.Server server(Import read, String name) {
        return read.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ServerDefinition definition(Import read, String name) {
        return read.file().orElseThrow().servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> runs(Import read) {
        Map<String, String> runs = new TreeMap<>();
        read.servers().stream()
                .filter(server -> server.outcome() == Outcome.ADD)
                .forEach(server -> runs.put(server.name(), server.runs()));
        return runs;
    }

    private static Map<String, String> reasons(Import read) {
        Map<String, String> reasons = new TreeMap<>();
        read.servers().stream()
                .filter(server -> !server.reason().isEmpty())
                .forEach(server -> reasons.put(server.name(), server.reason()));
        return reasons;
    }

    private static List<String> names(FleetFile file) {
        return file.servers().stream().map(ServerDefinition::name).toList();
    }

    private static String sample(String name) {
        @Nullable InputStream found = ImportsTest.class.getResourceAsStream(name);
        try (InputStream stream = Objects.requireNonNull(found, name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
