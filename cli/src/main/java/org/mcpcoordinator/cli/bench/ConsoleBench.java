package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * When the console's page of the fleet shows something, by the browser's own clock: each look is a fresh browser with an
 * empty cache and a session that is signed in.
 */
final class ConsoleBench implements Bench.Measurement {
    private static final int LOOKS = 7;
    private static final String SEEN = """
            (() => { const at = name => (performance.getEntriesByName(name)[0] || {}).startTime || 0;
              return {tiles: document.querySelectorAll('.t[data-s]').length, now: performance.now(),
                paint: at('first-paint'), content: at('first-contentful-paint')}; })()""";

    private final Target target;
    private final DataFolder folder;

    ConsoleBench(Target target, DataFolder folder) {
        this.target = target;
        this.folder = folder;
    }

    @Override
    public Report run() throws IOException {
        Path chromium = Programs.find("chromium")
                .or(() -> Programs.find("chromium-browser"))
                .or(() -> Programs.find("google-chrome"))
                .orElseThrow(() -> Refusal.refused("bench console needs Chromium on PATH"));
        int servers = target.api().get("fleet").path("desired").asInt();
        if (servers == 0) {
            throw Refusal.refused("bench console needs servers to show; bench fleet makes 1,000");
        }
        List<Double> paints = new ArrayList<>();
        List<Double> contents = new ArrayList<>();
        List<Double> complete = new ArrayList<>();
        for (int look = 0; look < LOOKS; look++) {
            try (Browser browser = new Browser(chromium)) {
                JsonNode seen = look(browser, servers);
                paints.add(seen.path("paint").asDouble() / 1000);
                contents.add(seen.path("content").asDouble() / 1000);
                complete.add(seen.path("now").asDouble() / 1000);
            }
        }
        return new Report("console")
                .figure("servers shown", servers, "servers")
                .figure("first paint, median", median(paints), "s", Report.Bound.atMost(1), Report.Bound.atMost(0.5))
                .figure("first paint, longest", Collections.max(paints), "s")
                .figure("first content, median", median(contents), "s")
                .figure("first content, longest", Collections.max(contents), "s")
                .figure("all tiles there, median", median(complete), "s")
                .note(LOOKS
                        + " looks, each with a fresh browser and an empty cache; times are the browser's own, counted"
                        + " from the navigation; the tiles were looked for every 100 ms");
    }

    private JsonNode look(Browser browser, int servers) throws IOException {
        String[] cookie = cookie().split("=", 2);
        browser.ask(
                "Network.setCookie",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", cookie[0])
                        .put("value", cookie[1])
                        .put("url", target.api().base().toString()));
        browser.ask("Page.enable", JsonNodeFactory.instance.objectNode());
        // Without this trace of an earlier visit the console asks for a password before it asks who is signed in.
        browser.ask(
                "Page.addScriptToEvaluateOnNewDocument",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("source", "localStorage.setItem('coordinator.signedIn', 'yes')"));
        browser.ask(
                "Page.navigate",
                JsonNodeFactory.instance.objectNode().put("url", target.api().base() + "/console/"));
        JsonNode[] seen = new JsonNode[1];
        Target.await("the page shows all tiles", 30, () -> {
            try {
                seen[0] = browser.evaluate(SEEN);
                return seen[0].path("tiles").asInt() >= servers;
            } catch (IOException e) {
                throw Refusal.failed("the browser cannot be asked", e);
            }
        });
        return seen[0];
    }

    /** Signs in as the console does and gives the session's cookie. */
    private String cookie() throws IOException {
        Api api = target.api();
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("user", "admin")
                .put("password", Files.readString(folder.adminPassword()).trim())
                .toString();
        HttpRequest login = HttpRequest.newBuilder(api.base().resolve("/api/v1/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            String header = api.http()
                    .send(login, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow(() -> Refusal.failed("signing in to the console gave no session"));
            return header.substring(0, header.indexOf(';'));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
