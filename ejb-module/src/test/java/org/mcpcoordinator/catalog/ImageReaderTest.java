package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.problem.ProblemException;

class ImageReaderTest {
    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void anImageIsReadAndReadsBackAsItself() {
        FleetFile file = read("""
                "image": "docker.io/mcp/fetch%s", "args": ["--deep"], "containerPort": 8080, "path": "/sse/mcp",
                "env": {"LEVEL": "debug", "API_TOKEN": "${secret:TOKEN}"}, "limits": {"memory": "256MB"}""");
        ServerDefinition server = file.servers().get(0);
        assertThat(server.way())
                .isEqualTo(new Way.Image(
                        "docker.io/mcp/fetch" + DIGEST,
                        List.of("--deep"),
                        Map.of("LEVEL", "debug", "API_TOKEN", "${secret:TOKEN}"),
                        Way.Transport.HTTP,
                        "/sse/mcp",
                        8080,
                        new Limits(256, 256, 4096, 0),
                        Way.Network.ANY));
        assertThat(server.way().takesPort()).isTrue();
        assertThat(server.way().secrets()).containsExactly("TOKEN");
        assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(server))))
                .isEqualTo(server);
        assertThat(reader().read(file.document()).file()).isEqualTo(file);
    }

    @Test
    void anImageThatSpeaksStdioTakesNoPortAndMayBeKeptFromTheNetwork() {
        ServerDefinition server = read("""
                "image": "localhost/box%s", "transport": "stdio", "network": "none\"""").servers().get(0);
        assertThat(server.way()).isInstanceOfSatisfying(Way.Image.class, image -> {
            assertThat(image.takesPort()).isFalse();
            assertThat(image.network()).isEqualTo(Way.Network.NONE);
        });
        assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(server))))
                .isEqualTo(server);
    }

    @Test
    void anImageThatListensOnAPortMayHaveALoopbackOfItsOwn() {
        FleetFile file = reader().read(
                        "{\"fleet\": \"f\", \"defaults\": {\"api\": {\"network\": \"loopback\"}}, \"servers\":"
                                + " [{\"name\": \"box\", \"category\": \"api\", \"image\": \"localhost/box" + DIGEST
                                + "\", \"containerPort\": 80}]}")
                .file();
        ServerDefinition server = file.servers().get(0);
        assertThat(server.way()).isInstanceOfSatisfying(Way.Image.class, image -> {
            assertThat(image.takesPort()).isTrue();
            assertThat(image.network()).isEqualTo(Way.Network.LOOPBACK);
        });
        assertThat(DefinitionJson.read(Canonical.text(DefinitionJson.write(server))))
                .isEqualTo(server);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"image\": \"docker.io/mcp/fetch:1.2\", \"containerPort\": 80 | /image | may be another image tomorrow; add its digest",
                "\"image\": \"mcp/fetch%s\", \"containerPort\": 80 | /image | names no registry",
                "\"image\": \"docker.io/mcp/fetch:1.2%s\", \"containerPort\": 80 | /image | leave \":1.2\" out",
                "\"image\": \"docker.io/mcp/fetch@sha256:12\", \"containerPort\": 80 | /image | 64 digits",
                "\"image\": \"docker.io/mcp/-x%s\", \"containerPort\": 80 | /image | has parts of",
                "\"image\": \"docker.io/mcp/x%s\" |  | \"containerPort\" is missing",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 0 | /containerPort | outside 1 to 65535",
                "\"image\": \"docker.io/mcp/x%s\", \"transport\": \"stdio\", \"containerPort\": 80 | /containerPort | leave it out",
                "\"image\": \"docker.io/mcp/x%s\", \"transport\": \"stdio\", \"path\": \"/x\" | /path | no address",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"network\": \"none\" | /network | none leaves no loopback",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"args\": [\"${port}\"] | /args/0 | is not filled in",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"args\": [\"${secret:A}\"] | /args/0 | hand a secret over in env",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"env\": {\"LD_PRELOAD\": \"${secret:A}\"} | /env/LD_PRELOAD | would steer",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"exposed\": true | /exposed | on loopback and nowhere else",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"integrity\": \"sha256-aa\" | /integrity | belongs to command, not to image",
                "\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"url\": \"http://h/\" |  | more than once"
            })
    void everyRuleNamesItsPlace(String members, String place, String message) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(members));
        assertThat(problem.mistakes()).singleElement().satisfies(mistake -> {
            assertThat(mistake.place()).isEqualTo("/servers/0" + (place == null ? "" : place));
            assertThat(mistake.message()).contains(message);
        });
    }

    @Test
    void whatDecidesWhichCodeRunsIsTheDigestAndTheArguments() {
        Executable one = executable("\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80");
        assertThat(one.program()).isEqualTo("image:docker.io/mcp/x");
        assertThat(executable("\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 81, \"env\": {\"A\": \"b\"}"))
                .isEqualTo(one);
        assertThat(executable("\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80, \"args\": [\"sh\"]"))
                .isNotEqualTo(one);
        assertThat(executable("\"image\": \"docker.io/mcp/x%s\", \"containerPort\": 80"
                        .replace("%s", DIGEST.replace('0', '1'))))
                .isNotEqualTo(one);
        assertThat(AllowedCommands.of(AllowedCommands.USUAL).allows(one)).isTrue();
        assertThat(AllowedCommands.of("npm:*,image:docker.io/mcp/*").allows(one))
                .isTrue();
        assertThat(AllowedCommands.of("image:docker.io/other/*").missing(one)).containsExactly("image:docker.io/mcp/x");
    }

    private static Executable executable(String members) {
        return Executable.of(read(members).servers().get(0).way()).orElseThrow();
    }

    private static FleetFile read(String members) {
        return reader().read("{\"fleet\": \"f\", \"servers\": [{\"name\": \"box\", \"category\": \"api\", "
                        + members.replace("%s", DIGEST) + "}]}")
                .file();
    }

    private static FleetFileReader reader() {
        return new FleetFileReader(value -> "f" + value.length(), fleet -> List.of());
    }
}
