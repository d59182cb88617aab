package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.mcp.client.ClientSettings;
import org.mcpcoordinator.mcp.client.McpClient;

/** Finding among 10,000 tools: how long it takes, how much is listed, how often a right tool is among the first five. */
final class FindBench implements Bench.Measurement {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long KNOWN_SECONDS = 600;
    private static final int FIRST = 5;
    private static final int PAGE = 1000;
    private static final int MANY = 10_000;
    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Target target;
    private final DataFolder folder;
    private final Duration time;
    private final Map<String, String> tools = new HashMap<>();

    FindBench(Target target, DataFolder folder, Duration time) {
        this.target = target;
        this.folder = folder;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        ToolSet set = ToolSet.read();
        Report report = new Report("find");
        try (ToolServers servers = ToolServers.open(set);
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, servers.addresses())) {
            target.printer().step("waiting until all tools are known ...");
            Target.await("/mcp knows " + set.tools() + " tools", KNOWN_SECONDS, () -> total() >= set.tools());
            read(set);
            report.figure("tools", (double) total(), "tools", Report.Bound.atLeast(MANY), Report.Bound.atLeast(MANY));
            ask(report, client);
            compare(report, set);
            return report.note(set.servers().size() + " servers of kind url, each listing its tools; recall@" + FIRST
                    + ": a right tool is among the first " + FIRST + "; one client asks one question after the other, "
                    + CLIENTS + " then for " + time.toSeconds() + " s; " + fleet.note());
        }
    }

    private long total() {
        return target.api().get("tools?size=1").path("total").asLong();
    }

    /** Names that all have are told apart by the set's own. */
    private void read(ToolSet set) {
        Map<String, String> called = new HashMap<>();
        set.servers().forEach(server -> called.put(server.called(), server.name()));
        for (int page = 0, seen = 1; seen > 0; page++) {
            JsonNode items =
                    target.api().get("tools?size=" + PAGE + "&page=" + page).path("items");
            items.forEach(tool -> tools.put(
                    tool.path("name").asText(),
                    called.getOrDefault(tool.path("server").asText(), "") + "/"
                            + tool.path("tool").asText()));
            seen = items.size();
        }
    }

    private void ask(Report report, BenchClient client) throws IOException {
        List<ToolSet.Asked> known = ToolSet.known();
        List<ToolSet.Asked> apart = ToolSet.keptApart();
        Histogram micros = new Histogram(3);
        try (McpClient mcp = McpClient.connect(
                target.api().http(),
                target.api().base().resolve("/mcp"),
                ClientSettings.of("bench", PATIENCE).with(Map.of("Authorization", client.authorization())))) {
            int listed = mcp.ask("tools/list", JsonNodeFactory.instance.objectNode())
                    .path("tools")
                    .toString()
                    .length();
            Report.Bound small = Report.Bound.atMost(4096);
            report.figure("tools/list of /mcp", listed, "bytes", small, small);
            // Once unmeasured: the first questions are answered by code that is not compiled yet.
            for (ToolSet.Asked asked : known) {
                finds(mcp, asked, new Histogram(3));
            }
            double all = recall(known, asked -> finds(mcp, asked, micros));
            double unseen = recall(apart, asked -> finds(mcp, asked, micros));
            figures(report, known.size(), apart.size(), all, unseen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Report.Bound fast = Report.Bound.atMost(50);
        report.figure("find_tools through /mcp, p50", micros.getValueAtPercentile(50) / 1000.0, "ms");
        report.figure("find_tools through /mcp, p95", micros.getValueAtPercentile(95) / 1000.0, "ms", fast, fast);
        inside(report, known);
        List<byte[]> calls = known.stream()
                .map(asked -> client.callWhole("tools/call", find(asked)))
                .toList();
        Load.Result load = new Load(target.address(), CLIENTS, n -> calls.get(n % calls.size())).closed(time);
        report.figure("with " + CLIENTS + " clients, p95", load.millisAt(95), "ms");
        report.figure("with " + CLIENTS + " clients, rate", load.perSecond(), "calls/s");
        report.figure("with " + CLIENTS + " clients, bad answers", (double) load.bad(), "calls");
    }

    private static void figures(Report report, int known, int apart, double all, double unseen) {
        double both = (all * known + unseen * apart) / (known + apart);
        report.figure("recall@5 of all " + (known + apart) + " questions", both, "", atLeast(0.9), atLeast(0.9));
        report.figure("recall@5 of the " + known + " that were tuned on", all, "");
        report.figure("recall@5 of the " + apart + " kept apart", unseen, "");
    }

    /** What the search itself takes, from the words to the tools: next to all of it is the database. */
    private void inside(Report report, List<ToolSet.Asked> known) {
        Histogram micros = new Histogram(3);
        for (ToolSet.Asked asked : known) {
            double millis = target.api()
                    .get(new Query("tools")
                            .with("q", asked.question())
                            .with("size", FIRST)
                            .toString())
                    .path("searchMillis")
                    .asDouble();
            micros.recordValue((long) (millis * 1000));
        }
        report.figure("the search alone, p50", micros.getValueAtPercentile(50) / 1000.0, "ms");
        report.figure("the search alone, p95", micros.getValueAtPercentile(95) / 1000.0, "ms");
    }

    private void compare(Report report, ToolSet set) throws IOException {
        List<ToolSet.Asked> known = ToolSet.known();
        List<ToolSet.Asked> apart = ToolSet.keptApart();
        try (PlainSearch plain = PlainSearch.open(folder, set)) {
            Histogram micros = new Histogram(3);
            Predicate<ToolSet.Asked> finds = asked -> {
                long began = System.nanoTime();
                boolean found = plain.finds(asked, FIRST);
                micros.recordValue((System.nanoTime() - began) / 1000);
                return found;
            };
            report.figure("PostgreSQL's full text, recall@5 of those tuned on", recall(known, finds), "");
            report.figure("PostgreSQL's full text, recall@5 of those kept apart", recall(apart, finds), "");
            report.figure("PostgreSQL's full text, p95", micros.getValueAtPercentile(95) / 1000.0, "ms");
        }
    }

    private static double recall(List<ToolSet.Asked> questions, Predicate<ToolSet.Asked> finds) {
        return questions.stream().filter(finds).count() / (double) questions.size();
    }

    private boolean finds(McpClient mcp, ToolSet.Asked asked, Histogram micros) {
        try {
            long began = System.nanoTime();
            JsonNode result = mcp.callTool("find_tools", arguments(asked));
            micros.recordValue((System.nanoTime() - began) / 1000);
            List<String> names = new ArrayList<>();
            for (JsonNode tool :
                    JSON.readTree(result.at("/content/0/text").asText()).path("tools")) {
                names.add(tool.path("name").asText());
                tool.path("sameAs").forEach(other -> names.add(other.asText()));
            }
            return names.stream()
                    .flatMap(name -> Stream.ofNullable(tools.get(name)))
                    .anyMatch(asked.right()::contains);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static ObjectNode find(ToolSet.Asked asked) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("name", "find_tools");
        return call.set("arguments", arguments(asked));
    }

    private static ObjectNode arguments(ToolSet.Asked asked) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("query", asked.question())
                .put("limit", FIRST);
    }

    private static Report.Bound atLeast(double value) {
        return Report.Bound.atLeast(value);
    }
}
