package org.mcpcoordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Against a web server of the JDK that answers as the registry's API does. */
class RegistryTest {
    private static final String SETTING = "coordinator.intake.registry";
    private static final String SERVERS = """
            {"servers": [
              {"server": {"name": "org.example/notes", "title": "Notes", "description": "Keeps\\u001b[31m notes", "version": "1.2.0",
                "packages": [{"registryType": "npm", "identifier": "@example/notes", "version": "1.2.0",
                  "transport": {"type": "stdio"}, "packageArguments": [{"type": "positional", "valueHint": "folder", "isRequired": true}]}]},
               "_meta": {"io.modelcontextprotocol.registry/official": {"status": "active", "isLatest": true}}},
              {"server": {"name": "org.example/clock", "description": "Tells the time", "version": "0.1.0",
                "packages": [{"registryType": "pypi", "identifier": "clock", "version": "0.1.0", "transport": {"type": "stdio"}}]}},
              {"server": {"name": "org.example/crm", "description": "Customers", "version": "2.0.0",
                "remotes": [{"type": "streamable-http", "url": "https://crm.example.org/mcp"}]}},
              {"server": {"name": "org.example/printer", "description": "Prints", "version": "3.0.0",
                "packages": [{"registryType": "oci", "identifier": "ghcr.io/example/printer:3", "transport": {"type": "stdio"}}]}},
              {"server": {"name": "org.example/plotter", "description": "Plots", "version": "4.0.0",
                "packages": [{"registryType": "oci", "transport": {"type": "stdio"},
                  "identifier": "ghcr.io/example/plotter:4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                  "packageArguments": [{"type": "positional", "value": "draw"}, {"type": "positional", "valueHint": "pen", "isRequired": true}]}]}},
              {"server": {"name": "org.example/none", "description": "Nothing", "version": "1.0.0"}}],
             "metadata": {"count": 6, "nextCursor": "org.example/none:1.0.0"}}""";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Registry registry = new Registry();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        registry.begin();
        System.setProperty(SETTING, address());
    }

    @AfterEach
    void close() {
        System.clearProperty(SETTING);
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void whatItListsIsToldWithHowItWouldRun() {
        answers("/v0.1/servers", 200, SERVERS, null);

        RegistryPage page = registry.search("notes & more", "a b");

        assertThat(asked).containsExactly("/v0.1/servers?limit=30&version=latest&search=notes+%26+more&cursor=a+b");
        assertThat(page.registry()).isEqualTo(server.getAddress().getHostString());
        assertThat(page.next()).isEqualTo("org.example/none:1.0.0");
        assertThat(page.servers())
                .extracting(RegistryPage.Entry::way)
                .containsExactly(
                        RegistryPage.Way.NPX,
                        RegistryPage.Way.UVX,
                        RegistryPage.Way.REMOTE,
                        RegistryPage.Way.IMAGE,
                        RegistryPage.Way.IMAGE,
                        RegistryPage.Way.NONE);
        RegistryPage.Entry notes = page.servers().get(0);
        assertThat(notes.runs()).isEqualTo("npx -y @example/notes@1.2.0 <folder>");
        assertThat(List.of(notes.name(), notes.title(), notes.version(), notes.obstacle()))
                .containsExactly("org.example/notes", "Notes", "1.2.0", "");
        assertThat(notes.description()).doesNotContain("\u001b");
        assertThat(page.servers().get(2).runs()).isEqualTo("https://crm.example.org/mcp");
        assertThat(page.servers().get(4).runs())
                .isEqualTo("ghcr.io/example/plotter@sha256:" + "0123456789abcdef".repeat(4) + " draw <pen>");
        assertThat(page.servers().get(5).obstacle()).contains("neither a package nor an address");
    }

    /** Or the page would hand something else to the import than what it has shown. */
    @Test
    void eachEntryIsReadByTheImportAsTheRegistryGaveIt() {
        answers("/v0.1/servers", 200, SERVERS, null);
        String text =
                "{\"servers\":[" + registry.search(null, null).servers().get(0).entry() + "],\"metadata\":{}}";
        assertThat(Format.detect(ForeignFile.read(text).get(0))).contains(Format.REGISTRY);
        assertThat(asked).containsExactly("/v0.1/servers?limit=30&version=latest");
    }

    @Test
    void theAddressOfItsListIsAsGood() {
        answers("/own/v0/servers", 200, "{\"servers\": [], \"metadata\": {\"nextCursor\": null}}", null);
        System.setProperty(SETTING, address() + "/own/v0/servers/");
        assertThat(registry.search("x", null)).isEqualTo(new RegistryPage("127.0.0.1", List.of(), ""));
    }

    @Test
    void withoutASettingNobodyIsAskedAndTheSettingIsNamed() {
        System.clearProperty(SETTING);
        refused(() -> registry.search("x", null), ProblemCode.REGISTRY_UNSET, SETTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://registry.example.org",
                "file:///etc/passwd",
                "registry.example.org",
                "https://user:pw@registry.example.org",
                "https://registry.example.org/?a=b",
                "https://registry.example.org/#a",
                "https://"
            })
    void whatIsNoAddressOfTheWebStopsTheStart(String address) {
        System.setProperty(SETTING, address);
        assertThatThrownBy(new Registry()::begin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SETTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>hello</html>", "{\"items\": []}", "[1]", "{", "", "{\"servers\": [1, 2]}"})
    void whatAnswersSomethingElseIsNoRegistry(String body) {
        answers("/v0.1/servers", 200, body, null);
        refused(() -> registry.search("x", null), ProblemCode.REGISTRY_UNFIT, "127.0.0.1");
    }

    @Test
    void whoHasNothingThereIsNoRegistryAndWhoHasTroubleIsAway() {
        refused(() -> registry.search("x", null), ProblemCode.REGISTRY_UNFIT, "HTTP 404");
        answers("/v0.1/servers", 503, "", null);
        refused(() -> registry.search("x", null), ProblemCode.REGISTRY_AWAY, "HTTP 503");
        server.stop(0);
        refused(() -> registry.search("x", null), ProblemCode.REGISTRY_AWAY, "cannot be reached");
    }

    @Test
    void itsOwnRedirectsAreFollowedAndNoOthers() {
        answers("/v0.1/servers", 307, "", "/v0.1/servers/again");
        answers("/v0.1/servers/again", 200, "{\"servers\": []}", null);
        assertThat(registry.search(null, null).servers()).isEmpty();

        server.removeContext("/v0.1/servers");
        answers(
                "/v0.1/servers",
                302,
                "",
                "http://localhost:" + server.getAddress().getPort() + "/v0.1/servers/again");
        refused(() -> registry.search(null, null), ProblemCode.REGISTRY_AWAY, "leads elsewhere, to http://localhost");

        server.removeContext("/v0.1/servers");
        answers("/v0.1/servers", 302, "", "/v0.1/servers");
        refused(() -> registry.search(null, null), ProblemCode.REGISTRY_AWAY, "from address to address");
    }

    @Test
    void anAnswerWithoutEndIsNotRead() {
        server.createContext("/v0.1/servers", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 100; i++) {
                    body.write(blanks);
                }
            }
        });
        refused(() -> registry.search(null, null), ProblemCode.REGISTRY_UNFIT, "more than 2097152 bytes");
    }

    /** One byte is an answer for whoever counts to the first. */
    @Test
    void anAnswerThatDripsIsGivenUp() {
        assertThat(registry.limit).isEqualTo(Duration.ofSeconds(5));
        registry.limit = Duration.ofMillis(400);
        server.createContext("/v0.1/servers", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        refused(() -> registry.search(null, null), ProblemCode.REGISTRY_AWAY, "within 400 ms");
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answers(String path, int status, String body, @Nullable String location) {
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            assertThat(exchange.getRequestHeaders()).doesNotContainKeys("Authorization", "Cookie");
            if (location != null) {
                exchange.getResponseHeaders().putAll(Map.of("Location", List.of(location)));
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static void refused(ThrowingCallable call, ProblemCode code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).contains(words);
        });
    }
}
