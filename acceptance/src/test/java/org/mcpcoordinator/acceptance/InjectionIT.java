package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a shell would obey, in every place of a fleet: it arrives as it is or is refused at its place, and the agent never starts
 * a shell. Every program that the agent has the kernel run meanwhile is looked at.
 */
@ExtendWith(RunningProduct.Provider.class)
class InjectionIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What would be made if any of it were obeyed, wherever. */
    private static final String TRACE = "obeyed-by-a-shell";

    private static final List<String> BAITS = List.of(
            "; touch " + TRACE,
            "$(touch " + TRACE + ")",
            "`touch " + TRACE + "`",
            "a\ntouch " + TRACE + "\n",
            "| touch " + TRACE + " & && || > " + TRACE,
            "'\"\\ * ? ~ ! # %s%n",
            "../../../../etc/passwd",
            "--help",
            "",
            "ü€😀\u001b[2J\u202e",
            "x".repeat(32_768));

    /** What reads a text and does what it says. */
    private static final Set<String> SHELLS =
            Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "busybox", "touch", "id");

    private static final AtomicReference<String> HEARD = new AtomicReference<>("");

    private static RunningProduct product;
    private static Path folder;
    private static HttpServer far;
    private static List<String> executed = List.of();
    private static Commands.Outcome trapped = new Commands.Outcome(0, "");

    @BeforeAll
    static void deployThem(RunningProduct running) throws Exception {
        Path tiny = TinyProgram.compile();
        product = running;
        folder = Files.createDirectories(
                Files.createTempDirectory("injection").toRealPath().resolve("a; $(touch " + TRACE + ") `id`'\"|&*ü"));
        Path program = Files.copy(tiny, folder.resolve("tiny;$(id)"));
        Files.writeString(folder.resolve("note.txt"), "written before");
        far = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        far.createContext("/", InjectionIT::answer);
        far.start();
        Path file = folder.resolve("fleet.json");
        Files.writeString(file, fleet(program));
        try (Executions traced = Executions.of(new AgentSocket(product).pid())) {
            apply(file);
            trapped = product.coordinator("try", trap().toString(), "--server", "bait-trap");
            executed = traced.programs();
        }
    }

    @AfterAll
    static void takeThemAway() throws IOException {
        if (far != null) {
            Path none = Files.writeString(folder.resolve("none.yaml"), "fleet: baits\nservers: []\n");
            apply(none, "--allow-remove", "4");
            far.stop(0);
        }
    }

    @Test
    void noShellWasStarted() {
        // What it proves is worth as much as what it saw.
        assertThat(executed)
                .anyMatch(program -> program.endsWith("/tiny;$(id)"))
                .anyMatch(program -> program.endsWith("/bin/java"));
        assertThat(executed)
                .extracting(program -> program.substring(program.lastIndexOf('/') + 1))
                .doesNotContainAnyElementsOf(SHELLS);
    }

    /** The C library would have the shell read it. */
    @Test
    void aTextThatNamesNoInterpreterIsNotStarted() {
        assertThat(trapped.exitCode()).isNotZero();
        assertThat(trapped.output()).contains("names no interpreter");
    }

    @Test
    void nothingOfItWasObeyed() throws IOException {
        try (Stream<Path> all = Files.walk(product.data())) {
            assertThat(all.filter(path -> path.endsWith(TRACE))).isEmpty();
        }
        assertThat(folder.resolve(TRACE)).doesNotExist();
        assertThat(RunningProduct.ROOT.resolve(TRACE)).doesNotExist();
        assertThat(Path.of(TRACE)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bait-http", "bait-piped"})
    void argumentsAndVariablesArriveByteForByte(String server) throws IOException {
        Path process = Path.of("/proc/"
                + product.get("servers/" + server).at("/instances/0/pid").asLong());

        List<String> words = texts(process.resolve("cmdline"));
        assertThat(words.subList(words.size() - BAITS.size(), words.size())).isEqualTo(BAITS);
        List<String> variables = texts(process.resolve("environ"));
        for (int i = 0; i < BAITS.size(); i++) {
            assertThat(variables).contains("BAIT_" + i + "=" + BAITS.get(i));
        }
    }

    @Test
    void aSettingNamesTheFolderThatIsServed() {
        HttpResponse<String> read = product.post(
                "servers/bait-files/call", "{\"tool\": \"read_file\", \"arguments\": {\"path\": \"note.txt\"}}");

        assertThat(read.body()).contains("written before");
    }

    @Test
    void aHeaderIsSentAsItStands() {
        assertThat(HEARD.get()).isEqualTo("; touch x $(id) `id` ../ '\"\\");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'name': 'x;id', 'command': 'x' | /servers/0/name",
                "'name': '../x', 'command': 'x' | /servers/0/name",
                "'name': 'a', 'command': 'sh -c id' | /servers/0/command",
                "'name': 'a', 'command': '/bin/../bin/x' | /servers/0/command",
                "'name': 'a', 'command': 'x\\nid' | /servers/0/command",
                "'name': 'a', 'command': 'x', 'args': ['\\u0000'] | /servers/0/args/0",
                "'name': 'a', 'command': 'x', 'args': ['a', '\\ud83d'] | /servers/0/args/1",
                "'name': 'a', 'command': 'x', 'args': ['LONG'] | /servers/0/args/0",
                "'name': 'a', 'command': 'x', 'args': ['${PATH}'] | /servers/0/args/0",
                "'name': 'a', 'command': 'npx', 'args': ['-y', 'x; id'] | /servers/0/args",
                "'name': 'a', 'command': 'npx', 'args': ['-y', 'git+ssh://$(id)/x'] | /servers/0/args",
                "'name': 'a', 'command': 'x', 'env': {'A;id': '1'} | /servers/0/env/A;id",
                "'name': 'a', 'command': 'x', 'env': {'A': 'LONG'} | /servers/0/env/A",
                "'name': 'a', 'command': 'x', 'env': {'A': '\\u0000'} | /servers/0/env/A",
                "'name': 'a', 'command': 'x', 'path': '/`id`' | /servers/0/path",
                "'name': 'a', 'url': 'http://h/', 'headers': {'X': 'a\\r\\nY: b'} | /servers/0/headers/X",
                "'name': 'a', 'url': 'http://h/\\u010aGET' | /servers/0/url",
                "'name': 'a', 'builtin': 'files', 'config': {'root': '/\\u0000'} | /servers/0/config/root",
                "'name': 'a', 'builtin': 'files', 'config': {'root': 'LONG'} | /servers/0/config/root",
            })
    void whatCannotArriveIsRefusedAtItsPlace(String members, String place) {
        String file = "{'fleet': 'refused', 'servers': [\n{'category': 'api', %s}]}"
                .formatted(members)
                .replace("LONG", "x".repeat(64 << 10))
                .replace('\'', '"');

        HttpResponse<String> refused = product.post("plans", file);

        JsonNode problem = RunningProduct.json(refused.body());
        assertThat(problem.path("code").asText()).as(refused.body()).isEqualTo("FLEET_FILE_INVALID");
        assertThat(problem.path("mistakes")).anySatisfy(mistake -> {
            assertThat(mistake.path("place").asText()).isEqualTo(place);
            assertThat(mistake.path("message").asText()).endsWith("(line 2)");
        });
    }

    @Test
    void bytesThatAreNoTextAreRefusedAtTheirPlace() throws IOException {
        byte[] file = "fleet: refused\nservers: [{name: a, command: x\u00ff}]\n".getBytes(StandardCharsets.ISO_8859_1);

        HttpResponse<String> refused = product.send(product.request("api/v1/plans")
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("is not UTF-8 text: line 2, byte 31");

        Path path = Files.write(folder.resolve("latin.yaml"), file);
        Commands.Outcome plan = product.coordinator("plan", path.toString());
        assertThat(plan.exitCode()).isNotZero();
        assertThat(plan.output()).contains("is not UTF-8 text: line 2, column 31, byte 0xff");
    }

    private static String fleet(Path program) {
        ObjectNode file = JSON.createObjectNode().put("fleet", "baits");
        ArrayNode servers = file.putArray("servers");
        ObjectNode http = server(servers, "bait-http").put("command", program.toString());
        baits(http, http.putArray("args").add("${port}"));
        ObjectNode piped = server(servers, "bait-piped")
                .put(
                        "command",
                        Path.of(System.getProperty("java.home"), "bin/java").toString())
                .put("transport", "stdio");
        ArrayNode words = piped.putArray("args");
        Stream.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp")
                .forEach(words::add);
        words.add(RunningProduct.ROOT.resolve("acceptance/target/test-classes").toString());
        baits(piped, words.add(PipedProgram.class.getName()));
        server(servers, "bait-files")
                .put("builtin", "files")
                .putObject("config")
                .put("root", folder.toString());
        server(servers, "bait-far")
                .put("url", "http://127.0.0.1:" + far.getAddress().getPort() + "/;$(id)/../")
                .putObject("headers")
                .put("X-Bait", "; touch x $(id) `id` ../ '\"\\");
        return file.toString();
    }

    /** A file with a program that only a shell would run. */
    private static Path trap() throws IOException {
        Path program = Files.writeString(folder.resolve("trap"), "touch " + folder.resolve(TRACE) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        ObjectNode file = JSON.createObjectNode().put("fleet", "trap");
        server(file.putArray("servers"), "bait-trap").put("command", program.toString());
        return Files.writeString(folder.resolve("trap.json"), file.toString());
    }

    private static ObjectNode server(ArrayNode servers, String name) {
        return servers.addObject().put("name", name).put("category", "dev-tools");
    }

    private static void baits(ObjectNode server, ArrayNode words) {
        BAITS.forEach(words::add);
        ObjectNode variables = server.putObject("env");
        for (int i = 0; i < BAITS.size(); i++) {
            variables.put("BAIT_" + i, BAITS.get(i));
        }
    }

    private static void answer(HttpExchange call) throws IOException {
        HEARD.set(String.valueOf(call.getRequestHeaders().getFirst("X-Bait")));
        JsonNode asked = JSON.readTree(call.getRequestBody());
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", asked.path("id"));
        answer.putObject("result")
                .put("resultType", "complete")
                .put("ttlMs", 60_000)
                .put("cacheScope", "public")
                .putObject("capabilities")
                .putObject("tools");
        answer.withObject("/result").putArray("supportedVersions").add("2026-07-28");
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    /** Texts with a NUL behind each, as the kernel keeps them. */
    private static List<String> texts(Path file) throws IOException {
        String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return List.of(all.substring(0, all.length() - 1).split("\0", -1));
    }

    private static void apply(Path file, String... more) {
        List<String> command = new ArrayList<>(List.of("apply", file.toString(), "--profile", "quick", "--watch"));
        command.addAll(List.of(more));
        Commands.Outcome applied = product.coordinator(command.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }
}
