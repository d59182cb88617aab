package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.bridge.Bridge;
import org.mcpcoordinator.host.bridge.Bridged;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.McpRefusal;

/** The conversation with one program that is tried: it is met, asked for its tools, and asked for one call. */
final class Trial {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** As long before its end a refusal counts that might have been one too early. */
    private static final Duration LAST_WORD = Duration.ofSeconds(8);

    private static final String NAME = "coordinator-trial";

    /** Of one answer, and of the list of tools in all, in bytes. */
    private static final int LARGEST = 1 << 20;

    private static final int MOST_PAGES = 20;

    private final HttpClient http;
    private final TrialWish wish;
    private final TrialReport report;
    private final Process child;
    private final long began = System.nanoTime();
    private volatile @Nullable Era met;

    Trial(HttpClient http, TrialWish wish, TrialReport report, Process child) {
        this.http = http;
        this.wish = wish;
        this.report = report;
        this.child = child;
    }

    /** Speaks with a program through its pipes, which are the bridge's from now on. */
    void through(Bridge bridge, String path) throws IOException, InterruptedException {
        Bridged pipes = bridge.serve(path, child.getInputStream(), child.getOutputStream(), new Heard());
        // Else a request that waits for a program that has ended would wait to the end of its time.
        var left = child.onExit().thenRun(() -> bridge.leave(path, pipes));
        try {
            at(
                    URI.create("http://127.0.0.1:" + bridge.port() + path),
                    Map.of("Authorization", "Bearer " + bridge.secret()));
        } finally {
            pipes.closeInput();
            bridge.forget(path);
            if (!left.isDone()) {
                bridge.leave(path, pipes);
            }
        }
    }

    /** Speaks with a program where it listens, if need be through the listener for those that speak HTTP+SSE. */
    void at(URI endpoint) throws InterruptedException {
        OldListener old = wish.old();
        if (old == null) {
            at(endpoint, Map.of());
        } else {
            at(old.uri(), old.headers(endpoint));
        }
    }

    /** What was seen before it broke off stays seen. */
    private void at(URI endpoint, Map<String, String> headers) throws InterruptedException {
        McpClient client;
        try {
            // Not closed: that would end its session, and it is ended itself in a moment.
            client = meet(endpoint, headers);
        } catch (McpRefusal refused) {
            came(TrialReport.State.REFUSED, "it answered, and not as MCP wants it: " + refused.getMessage());
            return;
        } catch (IOException broken) {
            came(TrialReport.State.SILENT, silence());
            return;
        }
        report.startedWithin(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        report.met(client);
        report.is(TrialReport.State.ANSWERED, "it speaks MCP");
        look(client);
        String tool = wish.tool();
        if (tool != null) {
            call(client, tool);
        }
    }

    private void look(McpClient client) throws InterruptedException {
        try {
            report.offers(tools(client));
        } catch (McpRefusal none) {
            report.note("[trial] it lists no tools: " + none.getMessage());
        } catch (IOException broken) {
            report.note("[trial] it broke off when it was asked for its tools");
        }
        report.takes(ProcessTable.tree(child.pid(), ProcessTable.all()));
    }

    private void call(McpClient client, String tool) throws InterruptedException {
        try {
            report.gave(client.callTool(tool, wish.arguments()));
        } catch (McpRefusal refused) {
            report.note("[trial] " + tool + " was refused: " + refused.getMessage());
        } catch (IOException broken) {
            report.note(
                    "[trial] " + tool + " gave no answer within " + wish.limit().toSeconds() + " s");
        }
    }

    /** A program that has ended is said to have ended, whatever came of the last request; one that was ended was silent. */
    private void came(TrialReport.State state, String sentence) throws InterruptedException {
        if (left().compareTo(Duration.ZERO) <= 0) {
            report.is(TrialReport.State.SILENT, silence());
        } else if (child.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            report.exited(child.exitValue());
            report.is(TrialReport.State.ENDED, CommandRunner.sentence(child.pid(), child.exitValue()));
        } else {
            report.is(state, sentence);
        }
    }

    private String silence() {
        return "it gave no answer within " + wish.limit().toSeconds() + " s";
    }

    /** Asks again and again until somebody listens. */
    private McpClient meet(URI endpoint, Map<String, String> headers) throws IOException, InterruptedException {
        while (true) {
            IOException notYet;
            try {
                return greet(endpoint, headers);
            } catch (McpRefusal refused) {
                // It is not told apart from one that will always be refused: the time for that ends before that of the
                // trial.
                boolean soon =
                        wish.old() != null && refused.status() == OldListener.AWAY && left().compareTo(LAST_WORD) > 0;
                if (!soon) {
                    throw refused;
                }
                notYet = refused;
            } catch (IOException nobody) {
                notYet = nobody;
            }
            if (!child.isAlive()
                    || left().compareTo(PAUSE) < 0
                    || child.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw notYet;
            }
        }
    }

    private McpClient greet(URI endpoint, Map<String, String> headers) throws IOException, InterruptedException {
        Duration left = left();
        Duration most = left.isNegative() ? PAUSE : left;
        if (wish.old() != null) {
            return McpClient.connectLegacy(http, endpoint, headers, most, NAME, LARGEST);
        }
        McpClient client = McpClient.connect(http, endpoint, headers, most, NAME, LARGEST);
        // The bridge speaks both eras for every program; what the program itself speaks is what is told.
        return met == Era.LEGACY ? McpClient.connectLegacy(http, endpoint, headers, most, NAME, LARGEST) : client;
    }

    private ArrayNode tools(McpClient client) throws IOException, InterruptedException {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        ObjectNode params = Json.object();
        int length = 0;
        for (int page = 0; page < MOST_PAGES; page++) {
            ObjectNode result = client.ask("tools/list", params);
            for (JsonNode tool : result.path("tools")) {
                length += tool.toString().length();
                if (length > LARGEST) {
                    report.note("[trial] its list of tools is too long to be shown as a whole");
                    return tools;
                }
                tools.add(tool);
            }
            JsonNode cursor = result.path("nextCursor");
            if (!cursor.isTextual()) {
                return tools;
            }
            params.set("cursor", cursor);
        }
        report.note("[trial] its list of tools does not end");
        return tools;
    }

    private Duration left() {
        return wish.limit().minusNanos(System.nanoTime() - began);
    }

    private final class Heard implements Bridged.Events {
        @Override
        public void met(Era era) {
            met = era;
        }

        @Override
        public void ended() {}

        @Override
        public void log(String line) {
            report.note(line);
        }
    }
}
