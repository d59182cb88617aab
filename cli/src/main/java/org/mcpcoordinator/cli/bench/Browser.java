package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Refusal;

/** A headless Chromium with an empty profile and one page, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path profile;
    private final Process process;
    private final WebSocket page;
    private final Answers answers = new Answers();
    private int asked;

    Browser(Path program) throws IOException {
        profile = Files.createTempDirectory("bench-console");
        process = new ProcessBuilder(List.of(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--window-size=1600,1000",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank"))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.log").toFile())
                .start();
        HttpClient http = HttpClient.newHttpClient();
        page = http.newWebSocketBuilder().buildAsync(pageAddress(http), answers).join();
    }

    /** Asks the page something and waits for its answer. */
    JsonNode ask(String method, ObjectNode parameters) throws IOException {
        int id = ++asked;
        ObjectNode question =
                JsonNodeFactory.instance.objectNode().put("id", id).put("method", method);
        question.set("params", parameters);
        page.sendText(question.toString(), true).join();
        try {
            while (true) {
                String heard = answers.heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (heard == null) {
                    throw new IOException(
                            "the browser did not answer " + method + " within " + LIMIT.toSeconds() + " s");
                }
                JsonNode answer = JSON.readTree(heard);
                if (answer.path("id").asInt() == id) {
                    return answer.path("result");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    /** The value of an expression, evaluated in the page. */
    JsonNode evaluate(String expression) throws IOException {
        return ask(
                        "Runtime.evaluate",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("expression", expression)
                                .put("returnByValue", true))
                .path("result")
                .path("value");
    }

    private URI pageAddress(HttpClient http) throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        Target.await("Chromium says where it listens", LIMIT.toSeconds(), () -> holdsAPort(file));
        HttpRequest list = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + Files.readAllLines(file).get(0) + "/json/list"))
                .build();
        try {
            for (JsonNode target : JSON.readTree(
                    http.send(list, HttpResponse.BodyHandlers.ofString()).body())) {
                if ("page".equals(target.path("type").asText())) {
                    return URI.create(target.path("webSocketDebuggerUrl").asText());
                }
            }
            throw new IOException("Chromium has no page");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    private static boolean holdsAPort(Path file) {
        try {
            return Files.exists(file) && Files.readAllLines(file).size() > 1;
        } catch (IOException beingWritten) {
            return false;
        }
    }

    @Override
    public void close() {
        page.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        Programs.delete(profile);
    }

    /** Puts what comes in parts together again. */
    private static final class Answers implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
