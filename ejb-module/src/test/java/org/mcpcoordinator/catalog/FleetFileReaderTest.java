package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class FleetFileReaderTest {
    @Test
    void everyWayOfRunningIsRead() {
        FleetFile file = read("""
                {"fleet": "demo", "servers": [
                  {"name": "docs", "category": "filesystem", "builtin": "files", "config": {"theme": "recipes"},
                   "description": "Recipes", "replicas": 2, "health": {"timeoutMillis": 500}},
                  {"name": "everything", "category": "dev-tools", "command": "npx",
                   "args": ["-y", "server-everything", "--port", "${port}"], "env": {"PORT": "${port}"},
                   "transport": "http", "path": "/x/mcp", "exposed": true},
                  {"name": "far", "category": "api", "url": "https://example.org/mcp", "headers": {"X-Team": "a"}}
                ]}
                """);
        assertThat(file.fleet()).isEqualTo("demo");
        ServerDefinition docs = file.servers().get(0);
        assertThat(docs.category()).isEqualTo(Category.FILESYSTEM);
        assertThat(docs.description()).isEqualTo("Recipes");
        assertThat(docs.replicas()).isEqualTo(2);
        assertThat(docs.health())
                .isEqualTo(new ServerDefinition.Health(Duration.ofMillis(500), Duration.ofSeconds(120)));
        assertThat(docs.way()).isInstanceOfSatisfying(Way.Builtin.class, builtin -> {
            assertThat(builtin.type()).isEqualTo("files");
            assertThat(builtin.config().path("theme").asText()).isEqualTo("recipes");
        });
        assertThat(file.servers().get(1).exposed()).isTrue();
        assertThat(file.servers().get(1).way())
                .isEqualTo(new Way.Command(
                        List.of("npx", "-y", "server-everything", "--port", "${port}"),
                        Map.of("PORT", "${port}"),
                        Way.Transport.HTTP,
                        "/x/mcp"));
        assertThat(file.servers().get(2).way())
                .isEqualTo(new Way.Url("https://example.org/mcp", Map.of("X-Team", "a")));
    }

    @Test
    void howTokensAreHadReadsBackAsItselfAndItsSecretIsTakenOut() {
        FleetFile file = read("""
                {"fleet": "demo", "servers": [
                  {"name": "far", "category": "api", "url": "https://example.org/mcp", "auth": {"oauth": {
                   "clientId": "us", "clientSecret": "never to be kept", "scopes": ["a", "b"], "method": "client_secret_post"}}}]}
                """);
        ServerDefinition far = file.servers().get(0);
        RemoteAuth auth = ((Way.Url) far.way()).auth().orElseThrow();

        assertThat(auth.clientSecret()).startsWith("${secret:far.oauth.clientSecret-");
        assertThat(auth.scopes()).containsExactly("a", "b");
        assertThat(far.way().secrets()).hasSize(1);
        assertThat(DefinitionJson.read(DefinitionJson.write(far).toString())).isEqualTo(far);
    }

    @Test
    void aProgramThatSpeaksStdioTakesNoPortAndReadsBackAsItself() {
        FleetFile file = read("""
                {"fleet": "demo", "servers": [
                  {"name": "shelf", "category": "filesystem", "command": "node", "args": ["index.js", "/srv"],
                   "env": {"KEY": "${secret:KEY}", "AT": "${host}"}, "transport": "stdio"}]}
                """);
        ServerDefinition shelf = file.servers().get(0);
        assertThat(shelf.way())
                .isEqualTo(new Way.Command(
                        List.of("node", "index.js", "/srv"),
                        Map.of("KEY", "${secret:KEY}", "AT", "${host}"),
                        Way.Transport.STDIO,
                        "/mcp"));
        assertThat(shelf.way().takesPort()).isFalse();
        assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(shelf))))
                .isEqualTo(shelf);
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void oldServersOfBothKindsReadBackAsThemselves() {
        FleetFile file = read("""
                {"fleet": "demo", "servers": [
                  {"name": "far", "category": "api", "url": "https://example.org/sse", "transport": "sse"},
                  {"name": "kept", "category": "api", "url": "https://example.org/sse", "transport": "sse",
                   "auth": {"oauth": {"clientId": "us", "clientSecret": "${secret:S}"}}},
                  {"name": "near", "category": "api", "command": "node", "args": ["${port}"], "transport": "sse"},
                  {"name": "plain", "category": "api", "url": "https://example.org/mcp", "transport": "http"}]}
                """);
        assertThat(file.servers().get(0).way())
                .isEqualTo(new Way.Url("https://example.org/sse", Map.of(), Optional.empty(), Way.Transport.SSE));
        assertThat(file.servers().get(2).way())
                .isEqualTo(new Way.Command(List.of("node", "${port}"), Map.of(), Way.Transport.SSE, "/sse"));
        assertThat(file.servers().get(2).way().takesPort()).isTrue();
        assertThat(file.servers().get(3).way()).isEqualTo(new Way.Url("https://example.org/mcp", Map.of()));
        for (ServerDefinition each : file.servers()) {
            assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(each))))
                    .isEqualTo(each);
        }
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void nothingFarSpeaksStdio() {
        assertThatThrownBy(() -> read("""
                        {"fleet": "demo", "servers": [
                          {"name": "a", "category": "api", "url": "https://example.org/mcp", "transport": "stdio"}]}
                        """))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .extracting(Mistake::place)
                                .containsExactly("/servers/0/transport"));
    }

    @Test
    void anEnvironmentIsBoundedAsAWholeAndItsPlaceIsNamed() {
        String fits = "\"A\": \"" + "x".repeat(32_760) + "\", \"B\": \"" + "ü".repeat(16_380) + "\"";
        String file = "{\"fleet\": \"demo\", \"servers\": [{\"name\": \"a\", \"category\": \"api\", \"command\": \"x\","
                + " \"env\": {%s}}]}";
        assertThat(read(file.formatted(fits)).servers()).hasSize(1);
        assertThatThrownBy(() -> read(file.formatted(fits + ", \"C\": \"0123456789\"")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .singleElement()
                                .satisfies(mistake -> {
                                    assertThat(mistake.place()).isEqualTo("/servers/0/env");
                                    assertThat(mistake.message()).contains("3 variables", "65536");
                                }));
    }

    @Test
    void limitsAreReadWithThoseOfTheirCategoryAndWhatIsUsualIsNotWrittenDown() {
        FleetFile file = read("""
                {"fleet": "demo", "defaults": {"api": {"limits": {"memory": "512MB", "cpu": 0.5}}}, "servers": [
                  {"name": "a", "category": "api", "command": "a", "limits": {"memory": "2GB", "processes": 64}},
                  {"name": "b", "category": "dev-tools", "command": "b", "limits": {"memory": "1024MB", "files": 4096}},
                  {"name": "c", "category": "dev-tools", "command": "b"},
                  {"name": "d", "category": "api", "url": "http://h/"}]}
                """);
        assertThat(file.servers().get(0).way())
                .isInstanceOfSatisfying(
                        Way.Command.class, way -> assertThat(way.limits()).isEqualTo(new Limits(2048, 64, 4096, 0.5)));
        assertThat(file.servers().get(1).way())
                .isInstanceOfSatisfying(
                        Way.Command.class, way -> assertThat(way.limits()).isEqualTo(Limits.USUAL));
        assertThat(DefinitionJson.write(file.servers().get(0)).path("limits").toString())
                .isEqualTo("{\"memory\":\"2GB\",\"processes\":64,\"cpu\":0.5}");
        assertThat(file.servers().get(1).hash())
                .as("who says what is usual is not started anew for it")
                .isEqualTo(file.servers().get(2).hash());
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void whatOfTheNetworkAProgramReachesIsKeptUnlessItIsTheUsual() {
        FleetFile file = read("""
                {"fleet": "demo", "defaults": {"filesystem": {"network": "none", "transport": "stdio"}}, "servers": [
                  {"name": "a", "category": "filesystem", "command": "a"},
                  {"name": "b", "category": "filesystem", "command": "a", "network": "loopback", "transport": "http"},
                  {"name": "c", "category": "filesystem", "command": "a", "network": "any"},
                  {"name": "d", "category": "dev-tools", "command": "a", "network": "any"},
                  {"name": "e", "category": "dev-tools", "command": "a"},
                  {"name": "f", "category": "filesystem", "url": "http://h/"}]}
                """);
        assertThat(file.servers())
                .extracting(server -> server.way() instanceof Way.Command command ? command.network() : null)
                .containsExactly(
                        Way.Network.NONE,
                        Way.Network.LOOPBACK,
                        Way.Network.ANY,
                        Way.Network.ANY,
                        Way.Network.ANY,
                        null);
        assertThat(file.servers().get(3).hash())
                .as("who says what is usual is not started anew for it")
                .isEqualTo(file.servers().get(4).hash());
        assertThat(file.servers().get(0).hash())
                .isNotEqualTo(file.servers().get(1).hash())
                .isNotEqualTo(file.servers().get(2).hash());
        assertThat(DefinitionJson.write(file.servers().get(0)).path("network").asText())
                .isEqualTo("none");
        assertThat(DefinitionJson.read(
                        Canonical.text(DefinitionJson.write(file.servers().get(1)))))
                .isEqualTo(file.servers().get(1));
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void yamlWithCommentsReadsAsTheSameFileAsJson() {
        FleetFile yaml = read("""
                # our fleet
                fleet: demo
                servers:
                  - name: docs   # the documents
                    category: filesystem
                    builtin: files
                    config: {theme: recipes, seed: 7}
                """);
        FleetFile json = read(server("\"name\": \"docs\", \"category\": \"filesystem\", \"builtin\": \"files\","
                + " \"config\": {\"seed\": 7, \"theme\": \"recipes\"}"));
        assertThat(yaml).isEqualTo(json);
    }

    @Test
    void serversOnDemandAreOtherDefinitionsAndDefaultsAboutThatDoNotConcernRemoteOnes() {
        FleetFile file = read("""
                {"fleet": "demo", "defaults": {"api": {"activation": "on-demand"}}, "servers": [
                  {"name": "a", "category": "api", "builtin": "devtools"},
                  {"name": "b", "category": "api", "builtin": "devtools", "idleSeconds": 60},
                  {"name": "c", "category": "api", "builtin": "devtools", "activation": "always"},
                  {"name": "d", "category": "api", "url": "http://127.0.0.1:9/mcp"}]}
                """);

        assertThat(file.servers()).extracting(ServerDefinition::idleSeconds).containsExactly(300, 60, 0, 0);
        assertThat(file.servers()).extracting(ServerDefinition::hash).doesNotHaveDuplicates();
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void whoMayBeCalledOnceMoreIsAnotherDefinitionAndNobodyIsUnlessItIsSaid() {
        FleetFile file = read("""
                {"fleet": "demo", "defaults": {"api": {"retry": "idempotent"}}, "servers": [
                  {"name": "a", "category": "api", "builtin": "devtools"},
                  {"name": "b", "category": "api", "builtin": "devtools", "retry": "never"},
                  {"name": "c", "category": "dev-tools", "builtin": "devtools"},
                  {"name": "d", "category": "api", "url": "http://127.0.0.1:9/mcp"}]}
                """);

        assertThat(file.servers()).extracting(ServerDefinition::retry).containsExactly(true, false, false, true);
        assertThat(file.servers()).extracting(ServerDefinition::hash).doesNotHaveDuplicates();
        assertThat(read(file.document())).isEqualTo(file);
    }

    @Test
    void theDocumentReadsBackAsTheSameFile() {
        FleetFile file = read("""
                {"fleet": "demo", "defaults": {"api": {"headers": {"A": "1"}}}, "servers": [
                  {"name": "b", "category": "api", "url": "http://127.0.0.1:9/mcp", "headers": {"B": "2"}},
                  {"name": "a", "category": "database", "builtin": "sql", "replicas": 3,
                   "health": {"deadlineSeconds": 9}},
                  {"name": "c", "category": "iot-hardware", "command": "/bin/x", "args": ["--token", "s3cret", "ü"],
                   "env": {"A_KEY": "k"}}]}
                """);
        assertThat(read(file.document())).isEqualTo(file);
        file.servers()
                .forEach(server -> assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(server))))
                        .isEqualTo(server));
    }

    @Test
    void defaultsOfTheCategoryAreJoinedAndTheServersOwnWordsWin() {
        FleetFile file = read("""
                {"fleet": "demo",
                 "defaults": {"filesystem": {"builtin": "files", "config": {"write": true, "documents": 5}, "replicas": 2}},
                 "servers": [
                  {"name": "a", "category": "filesystem", "config": {"documents": 9}},
                  {"name": "b", "category": "filesystem", "replicas": 1, "command": "srv", "args": ["x"]},
                  {"name": "c", "category": "database", "builtin": "sql"}]}
                """);
        assertThat(file.servers().get(0).way())
                .isInstanceOfSatisfying(
                        Way.Builtin.class,
                        builtin -> assertThat(Canonical.text(builtin.config()))
                                .isEqualTo("{\"documents\":9,\"write\":true}"));
        assertThat(file.servers()).extracting(ServerDefinition::replicas).containsExactly(2, 1, 1);
        assertThat(file.servers().get(1).way()).isInstanceOf(Way.Command.class);
    }

    @Test
    void aMistakeInDefaultsIsToldOnceAndWhereItStands() {
        assertThat(mistakes("""
                        {"fleet": "demo",
                         "defaults": {
                           "filesystem": {"builtin": "files", "config": {"documents": 0}}},
                         "servers": [
                          {"name": "a", "category": "filesystem"},
                          {"name": "b", "category": "filesystem"}]}
                        """))
                .containsExactly(
                        new Mistake("/defaults/filesystem/config/documents", "0 is outside 1 to 200 (line 3)"));
    }

    @Test
    void aLimitOnCallsIsReadJoinedAndAChangeThatIsRolledOut() {
        FleetFile file = read("""
                {"fleet": "one", "defaults": {"database": {"calls": {"perSecond": 5, "atOnce": 2}}},
                 "servers": [
                  {"name": "a", "category": "database", "builtin": "sql", "calls": {"perSecond": 50, "burst": 80}},
                  {"name": "b", "category": "database", "builtin": "sql"},
                  {"name": "c", "category": "api", "url": "http://h/"},
                  {"name": "d", "category": "api", "url": "http://h/", "calls": {}}]}
                """);
        assertThat(file.servers())
                .extracting(ServerDefinition::calls)
                .containsExactly(new CallRate(50, 80, 2), new CallRate(5, 5, 2), CallRate.NONE, CallRate.NONE);
        assertThat(file.servers().get(0).hash())
                .as("what is no change never comes into force")
                .isNotEqualTo(file.servers().get(1).hash());
        assertThat(file.servers().get(2).hash()).isEqualTo(file.servers().get(3).hash());
        assertThat(file.servers())
                .allSatisfy(server -> assertThat(
                                DefinitionJson.read(DefinitionJson.write(server).toString()))
                        .isEqualTo(server));
    }

    @Test
    void howACategorySpeaksConcernsRemoteServersWhereItCan() {
        FleetFile file = read("""
                {"fleet": "one", "defaults": {"database": {"transport": "sse"}, "api": {"transport": "stdio"}},
                 "servers": [
                  {"name": "a", "category": "database", "url": "http://h/sse"},
                  {"name": "b", "category": "database", "url": "http://h/mcp", "transport": "http"},
                  {"name": "c", "category": "api", "url": "http://h/mcp"}]}
                """);
        assertThat(file.servers())
                .extracting(ServerDefinition::way)
                .extracting(way -> way instanceof Way.Url url ? url.transport() : null)
                .containsExactly(Way.Transport.SSE, Way.Transport.HTTP, Way.Transport.HTTP);
    }

    @Test
    void onlyWhatHasToBeRolledOutIsPartOfADefinitionsHash() {
        String base = "\"name\": \"a\", \"category\": \"database\", \"builtin\": \"sql\"";
        String hash = read(server(base)).servers().get(0).hash();
        assertThat(hash).matches("[0-9a-f]{64}");
        for (String same : List.of(
                ", \"description\": \"x\"",
                ", \"replicas\": 4",
                ", \"health\": {\"timeoutMillis\": 2000}",
                ", \"config\": {}",
                ", \"transport\": \"http\"")) {
            assertThat(read(server(base + same)).servers().get(0).hash()).isEqualTo(hash);
        }
        for (String other : List.of(
                ", \"config\": {\"seed\": 1}",
                ", \"exposed\": true",
                ", \"health\": {\"timeoutMillis\": 100}",
                ", \"health\": {\"deadlineSeconds\": 9}")) {
            assertThat(read(server(base + other)).servers().get(0).hash()).isNotEqualTo(hash);
        }
    }

    @Test
    void noServerPassesForTheCoordinator() {
        assertThat(mistakes("""
                        {"fleet": "demo", "servers": [{"name": "coordinator", "category": "api", "builtin": "devtools"}]}
                        """))
                .containsExactly(new Mistake(
                        "/servers/0/name",
                        "\"coordinator\" is also the name of the coordinator itself, at /mcp/s/coordinator (line 1)"));
    }

    @Test
    void threeMistakesAreThreePlaces() {
        assertThat(mistakes("""
                        {"fleet": "demo", "servers": [
                          {"name": "a", "category": "databse", "builtin": "sql"},
                          {"name": "a", "category": "filesystem", "builtin": "files", "confg": {}},
                          {"name": "c", "category": "api", "command": ""}
                        ]}
                        """))
                .containsExactlyInAnyOrder(
                        new Mistake(
                                "/servers/0/category",
                                "unknown value \"databse\"; did you mean \"database\"? (line 2)"),
                        new Mistake("/servers/1/name", "\"a\" is also the name of /servers/0 (line 3)"),
                        new Mistake("/servers/1/confg", "unknown key \"confg\"; did you mean \"config\"? (line 3)"),
                        new Mistake("/servers/2/command", "the program's name is empty (line 4)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"category\": \"api\", \"builtin\": \"sql\" | /servers/0 | \"name\" is missing",
                "\"name\": \"a\", \"builtin\": \"sql\" | /servers/0 | \"category\" is missing",
                "\"name\": \"A b\", \"category\": \"api\", \"builtin\": \"sql\" | /servers/0/name | \"A b\" does not fit",
                "\"name\": \"-a\", \"category\": \"api\", \"builtin\": \"sql\" | /servers/0/name | does not fit",
                "\"name\": \"abcdefghijklmnopqrstuvwxy\", \"category\": \"api\", \"builtin\": \"sql\" | /servers/0/name | 1 to 24",
                "\"name\": 7, \"category\": \"api\", \"builtin\": \"sql\" | /servers/0/name | must be text, not a number",
                "\"name\": \"a\", \"category\": \"api\" | /servers/0 | exactly one of builtin, command, image and url",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"url\": \"http://h\" | /servers/0 | exactly one",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sqll\" | /servers/0/builtin | did you mean \"sql\"?",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"zzzzzz\" | /servers/0/builtin | known are files, sql",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"config\": {\"theme\": \"sale\"} | /servers/0/config/theme | did you mean \"sales\"?",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"config\": {\"sed\": 1} | /servers/0/config/sed | did you mean \"seed\"?",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"config\": {\"rows\": 9} | /servers/0/config/rows | 9 is outside 10 to 2000",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"config\": {\"readOnly\": \"yes\"} | /servers/0/config/readOnly | must be true or false, not text",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"http-api\" | /servers/0/config | \"base\" is missing",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"http-api\", \"config\": {\"base\": \"ftp://x\"} | /servers/0/config/base | does not fit",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"git\", \"config\": {\"repository\": \"repo\"} | /servers/0/config/repository | does not fit",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"mail\", \"config\": {\"smtp\": {\"host\": \"h\", \"from\": \"a@b.org\"}} | /servers/0/config | \"recipients\" is missing, which \"smtp\" needs",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"mail\", \"config\": {\"imap\": {\"port\": 993}} | /servers/0/config/imap | \"host\" is missing",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"mail\", \"config\": {\"recipients\": [\"nobody\"]} | /servers/0/config/recipients/0 | does not fit",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"llm\", \"config\": {\"base\": \"http://h/v1\"} | /servers/0/config | \"model\" is missing, which \"base\" needs",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"mqtt\", \"config\": {\"broker\": \"mqtt://h\"} | /servers/0/config/broker | does not fit",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"erpnext\", \"config\": {\"base\": \"http://h\", \"apiKey\": \"${secret:K}\", \"apiSecret\": \"${secret:S}\"} | /servers/0/config | \"doctypes\" is missing",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"args\": [] | /servers/0/args | \"args\" belongs to command, not to builtin",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"config\": {} | /servers/0/config | belongs to builtin",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"a\\nb\" | /servers/0/command | line end",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"a\\u0007b\" | /servers/0/command | control character",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"../x\" | /servers/0/command | relative path",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"bin/x\" | /servers/0/command | relative path",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"~/x\" | /servers/0/command | relative path",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"/a/../x\" | /servers/0/command | without \"..\"",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"npx -y x\" | /servers/0/command | put what follows \"npx\" into args",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"args\": [1] | /servers/0/args/0 | must be text",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"args\": [\"\\u0000\"] | /servers/0/args/0 | NUL",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"args\": [\"${prot}\"] | /servers/0/args/0 | ${prot} is not filled in",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"args\": [\"${secret:a b}\"] | /servers/0/args/0 | is not filled in",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"env\": {\"1A\": \"\"} | /servers/0/env/1A | does not begin with a digit",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"env\": {\"A=B\": \"\"} | /servers/0/env/A=B | letters, digits and underscores",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"path\": \"mcp\" | /servers/0/path | begins with /",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"transport\": \"stdio\", \"args\": [\"${port}\"] | /servers/0/args/0 | ${port} is not filled in",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"transport\": \"stdio\", \"path\": \"/x\" | /servers/0/path | no address",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"headers\": {\"X\": \"\u560a\"} | /servers/0/headers/X | Latin",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"transport\": \"htp\" | /servers/0/transport | did you mean \"http\"?",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"https://h/\", \"auth\": {\"oauth\": {\"clientId\": \"c\"}} | /servers/0/auth/oauth | exactly one of clientSecret and privateKey",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"auth\": {\"oauth\": {\"clientId\": \"c\", \"clientSecret\": \"${secret:S}\"}} | /servers/0/url | https only",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"https://h/\", \"headers\": {\"authorization\": \"${secret:S}\"}, \"auth\": {\"oauth\": {\"clientId\": \"c\", \"clientSecret\": \"${secret:S}\"}} | /servers/0/headers | leave one of them out",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"auth\": {\"oauth\": {\"clientId\": \"c\"}} | /servers/0/auth | belongs to url",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://169.254.169.254/\" | /servers/0/url | ADDRESS_REFUSED",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://2130706433/\" | /servers/0/url | ADDRESS_REFUSED",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"http-api\", \"config\": {\"base\": \"http://169.254.169.254/latest\"} | /servers/0/config/base | never called",
                "\"name\": \"a\", \"category\": \"ai-ml\", \"builtin\": \"llm\", \"config\": {\"base\": \"http://[fd00:ec2::254]/v1\", \"model\": \"m\"} | /servers/0/config/base | never called",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://[::ffff:169.254.169.254]/\" | /servers/0/url | ADDRESS_REFUSED",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"https://h/\", \"auth\": {\"oauth\": {\"clientId\": \"c\", \"clientSecret\": \"${secret:S}\", \"issuer\": \"https://169.254.169.254/\"}} | /servers/0/auth/oauth/issuer | ADDRESS_REFUSED",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"activation\": \"on-demand\" | /servers/0/activation | never started here",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"activation\": \"on-demand\", \"idleSeconds\": 4 | /servers/0/idleSeconds | 5",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"containerPort\": 80 | /servers/0/containerPort | belongs to image, not to command",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"memory\": 256} | /servers/0/limits/memory | must be text",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"memory\": \"256\"} | /servers/0/limits/memory | MB or GB behind it",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"memory\": \"15MB\"} | /servers/0/limits/memory | 15MB is outside 16MB to 1024GB",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"memory\": \"1025GB\"} | /servers/0/limits/memory | outside",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"processes\": 3} | /servers/0/limits/processes | 3 is outside 4 to 32768",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"files\": 15} | /servers/0/limits/files | outside 16",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"cpu\": 0.04} | /servers/0/limits/cpu | 0.04 is outside 0.05 to 256.0",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"cpu\": \"1\"} | /servers/0/limits/cpu | must be a number",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"limits\": {\"ram\": 1} | /servers/0/limits/ram | ram",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"network\": \"none\" | /servers/0/network | none leaves no loopback",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"network\": \"loopback\", \"exposed\": true | /servers/0/exposed | reached through the loopback of its host",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"transport\": \"stdio\", \"network\": \"off\" | /servers/0/network | none",
                "\"name\": \"a\", \"category\": \"api\", \"command\": \"x\", \"transport\": \"stdio\", \"network\": false | /servers/0/network | must be text",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"network\": \"any\" | /servers/0/network | belongs to command, not to url",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"limits\": {} | /servers/0/limits | belongs to command, not to builtin",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"ftp://x\" | /servers/0/url | http:// or https://",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http:///x\" | /servers/0/url | names no host",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h:70000/\" | /servers/0/url | no port there is",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h x/\" | /servers/0/url | is no address",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\u010a\" | /servers/0/url | ASCII only",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://u:p@h/\" | /servers/0/url | no user or password",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/?api_key=1\" | /servers/0/url | send what is secret in headers",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/#x\" | /servers/0/url | after #",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"headers\": {\"Host\": \"x\"} | /servers/0/headers/Host | sets Host itself",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"headers\": {\"Mcp-Session-Id\": \"x\"} | /servers/0/headers/Mcp-Session-Id | itself",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"headers\": {\"X\": \"a\\r\\nB: c\"} | /servers/0/headers/X | line end",
                "\"name\": \"a\", \"category\": \"api\", \"url\": \"http://h/\", \"headers\": {\"X\": \"${port}\"} | /servers/0/headers/X | is not filled in",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"replicas\": 0 | /servers/0/replicas | 0 is outside 1 to 100",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"replicas\": 101 | /servers/0/replicas | 101 is outside",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"replicas\": 1.5 | /servers/0/replicas | a whole number",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"replicas\": 99999999999999999999 | /servers/0/replicas | outside",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"health\": {\"timeoutMillis\": 99} | /servers/0/health/timeoutMillis | outside 100 to 60000",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"health\": {\"deadlineSeconds\": 3601} | /servers/0/health/deadlineSeconds | outside 1 to 3600",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"description\": \"a\\u0007\" | /servers/0/description | control character",
                "\"name\": \"a\", \"category\": \"api\", \"builtin\": \"sql\", \"exposed\": 1 | /servers/0/exposed | true or false",
            })
    void everyRuleNamesItsPlace(String members, String place, String message) {
        assertThat(mistakes(server(members))).singleElement().satisfies(mistake -> {
            assertThat(mistake.place()).isEqualTo(place);
            assertThat(mistake.message()).contains(message).endsWith("(line 1)");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1:1 | the file is empty",
                "{\"fleet\": \"a\", | 1:15 | Unexpected end",
                "{\"fleet\" \"a\"} | 1:10 | colon",
                "{\"fleet\": \"a\", \"servers\": []} x | 1:32 | Unrecognized",
                "{\"fleet\": \"a\", \"servers\": []} {} | 1:31 | goes on after its end",
                "fleet: [a | 1: | expected",
                "just words | `` | a fleet file is an object",
                "{\"fleet\": \"a\", \"fleet\": \"a\", \"servers\": []} | 1:16 | second time",
                "{\"servers\": []} | `` | \"fleet\" is missing",
                "{\"fleet\": \"a\"} | `` | \"servers\" must be a list",
                "{\"fleet\": \"a\", \"servers\": {}} | /servers | must be a list",
                "{\"fleet\": \"A\", \"servers\": []} | /fleet | does not fit",
                "{\"fleet\": 1, \"servers\": []} | /fleet | must be text",
                "{\"fleet\": \"a\", \"server\": [], \"servers\": []} | /server | did you mean \"servers\"?",
                "{\"fleet\": \"a\", \"servers\": [1]} | /servers/0 | a server is an object",
                "{\"fleet\": \"a\", \"defaults\": [], \"servers\": []} | /defaults | must be an object",
                "{\"fleet\": \"a\", \"defaults\": {\"ap\": {}}, \"servers\": []} | /defaults/ap | did you mean \"api\"?",
                "{\"fleet\": \"a\", \"defaults\": {\"api\": {\"name\": \"x\"}}, \"servers\": []} | /defaults/api/name | unknown key",
                "{\"fleet\": \"a\", \"defaults\": {\"api\": 1}, \"servers\": []} | /defaults/api | must be an object",
            })
    void brokenFilesAreOneMistakeWithItsPlace(String text, String place, String message) {
        assertThat(mistakes(text)).singleElement().satisfies(mistake -> {
            assertThat(mistake.place()).startsWith(place);
            assertThat(mistake.message()).containsIgnoringCase(message);
        });
    }

    @Test
    void yamlAliasesAreRefused() {
        assertThat(mistakes("fleet: &a demo\nservers: []\ndefaults: {api: {description: *a}}\n"))
                .anySatisfy(mistake -> {
                    assertThat(mistake.place()).startsWith("3:");
                    assertThat(mistake.message()).contains("aliases");
                });
    }

    @Test
    void filesTooDeepOrTooLongAreRefused() {
        String deep = "[".repeat(33) + "]".repeat(33);
        assertThat(mistakes("{\"fleet\": \"a\", \"servers\": " + deep + "}"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).contains("nesting depth"));
        assertThat(mistakes(" ".repeat(SourceTree.LARGEST) + "{}"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).contains("at most 3000000 are read"));
    }

    @Test
    void aThousandInstancesFitAndOneMoreDoesNot() {
        assertThat(read(fleet(1_000)).servers()).hasSize(1_000);
        assertThat(mistakes(fleet(1_001)))
                .containsExactly(
                        new Mistake("/servers", "the fleet has 1001 instances; at most 1000 are allowed (line 1)"));
    }

    @Test
    void aFullCategoryFlowsIntoTheReserveUntilThatIsFullToo() {
        assertThat(read(category("api", 200)).servers()).hasSize(200);
        assertThat(mistakes(category("api", 201))).singleElement().satisfies(mistake -> {
            assertThat(mistake.place()).isEqualTo("/servers");
            assertThat(mistake.message()).contains("ports are exhausted", "api wants 201", "1 too many");
        });
    }

    @Test
    void whatOtherFleetsTookIsCounted() {
        List<Claim> others =
                List.of(new Claim("other", "s0", Category.API, 0), new Claim("other", "x", Category.API, 100));
        String text = category("api", 101);
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> reader(others).read(text));
        assertThat(problem.mistakes())
                .extracting(Mistake::message)
                .anySatisfy(message ->
                        assertThat(message).startsWith("\"s0\" is also the name of a server of fleet other"));
        assertThat(problem.mistakes())
                .extracting(Mistake::message)
                .anySatisfy(message -> assertThat(message).contains("api wants 201"));
    }

    @Test
    void remoteServersTakeNoPort() {
        String remote = IntStream.range(0, 300)
                .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"api\", \"url\": \"http://h/" + i + "\"}")
                .collect(Collectors.joining(","));
        assertThat(read("{\"fleet\": \"a\", \"servers\": [" + remote + "]}").servers())
                .hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(ints = {499, 500, 501})
    void thousandsOfMistakesAreCutAndCounted(int bad) {
        String servers = IntStream.range(0, bad)
                .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"api\", \"builtin\": \"sql\", \"x\": 1}")
                .collect(Collectors.joining(","));
        List<Mistake> mistakes = mistakes("{\"fleet\": \"a\", \"servers\": [" + servers + "]}");
        assertThat(mistakes).hasSize(bad);
        if (bad > 500) {
            assertThat(mistakes.get(500).message()).isEqualTo("and 1 more mistakes");
        }
    }

    private static String fleet(int servers) {
        String list = IntStream.range(0, servers)
                .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"" + Category.values()[i % 10].id()
                        + "\", \"builtin\": \"host\"}")
                .collect(Collectors.joining(","));
        return "{\"fleet\": \"demo\", \"servers\": [" + list + "]}";
    }

    private static String category(String category, int servers) {
        String list = IntStream.range(0, servers)
                .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"" + category + "\", \"builtin\": \"host\"}")
                .collect(Collectors.joining(","));
        return "{\"fleet\": \"demo\", \"servers\": [" + list + "]}";
    }

    private static String server(String members) {
        return "{\"fleet\": \"demo\", \"servers\": [{" + members + "}]}";
    }

    private static FleetFileReader reader(List<Claim> others) {
        return new FleetFileReader(value -> "f" + value.length(), fleet -> others);
    }

    private static FleetFile read(String text) {
        return reader(List.of()).read(text).file();
    }

    private static List<Mistake> mistakes(String text) {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> reader(List.of()).read(text));
        assertThat(problem).as("mistakes of " + Mistakes.shortened(text)).isNotNull();
        assertThat(problem.code()).isEqualTo(ProblemCode.FLEET_FILE_INVALID);
        assertThat(problem.detail()).contains("nothing was stored");
        return problem.mistakes();
    }
}
