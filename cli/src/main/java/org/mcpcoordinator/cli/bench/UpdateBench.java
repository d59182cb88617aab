package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * Running servers get another definition while 200 calls a second spread over all of them: 1,000 built-in ones, then 200
 * Node programs beside the ones they replace, then 200 that follow themselves ({@code surge: 0}).
 */
final class UpdateBench implements Bench.Measurement {
    private static final List<String> CATEGORIES = SampleFleet.categories();
    private static final String FLEET = "bench-update";
    private static final int PROGRAMS = 200;
    private static final int CONNECTIONS = 64;
    private static final double PER_SECOND = 200;
    private static final long LIMIT_SECONDS = 600;

    private final Target target;
    private final int servers;
    private final Duration time;
    /** The common pool has but one thread on two processors. */
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    UpdateBench(Target target, int servers, Duration time) {
        this.target = target;
        this.servers = servers;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        if (target.api().get("fleet").path("desired").asInt() > 0) {
            throw Refusal.failed("this bench wants a product without servers: ./coordinator up --empty");
        }
        Path node = Programs.find("node")
                .orElseThrow(() -> Refusal.failed("this bench starts Node programs, and there is no node on PATH"));
        Path script = script();
        Report report = new Report("update");
        try (BenchClient client = BenchClient.of(target.api())) {
            Kind builtin = (server, version) ->
                    server.put("builtin", "devtools").putObject("config").put("title", "version " + version);
            measure(report, client, "built-in", servers, builtin);
            measure(report, client, "surge", PROGRAMS, program(node, script, 1));
            measure(report, client, "surge: 0", PROGRAMS, program(node, script, 0));
        } finally {
            threads.shutdownNow();
            Files.deleteIfExists(script);
        }
        return report.note("200 calls a second over " + CONNECTIONS + " connections until the update is through, "
                + time.toSeconds()
                + " s at least, the update beginning after 2 s; profile quick; a call is bad if it is not answered with 200 and a"
                + " result");
    }

    /** Completes a server of the fleet file in one version. */
    private interface Kind {
        void complete(ObjectNode server, int version);
    }

    private static Kind program(Path node, Path script, int surge) {
        return (server, version) -> {
            server.put("command", node.toString()).put("surge", surge);
            server.putArray("args").add(script.toString()).add("${port}");
            server.putObject("env").put("BENCH_VERSION", Integer.toString(version));
        };
    }

    private void measure(Report report, BenchClient client, String name, int count, Kind kind) throws IOException {
        target.printer().step("Rolling out " + count + " servers (" + name + ") ...");
        apply(file(count, kind, 1), 0);
        List<byte[]> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(client.call("update-" + i, "tools/list", JsonNodeFactory.instance.objectNode()));
        }
        Collections.shuffle(calls, new Random(1));
        target.printer().step("Changing all of them under load ...");
        AtomicBoolean updated = new AtomicBoolean();
        long begun = System.nanoTime();
        Load load = new Load(target.address(), CONNECTIONS, n -> calls.get(n % calls.size()));
        Future<Load.Result> answers = threads.submit(() -> load.openUntil(
                () -> updated.get() && System.nanoTime() - begun > time.toNanos(),
                Duration.ofSeconds(2 * LIMIT_SECONDS),
                PER_SECOND));
        Target.pause(2000);
        Future<Double> update = threads.submit(() -> {
            long asked = System.nanoTime();
            try {
                apply(file(count, kind, 2), 0);
            } finally {
                updated.set(true);
            }
            return (System.nanoTime() - asked) / 1e9;
        });
        double fewest = 100;
        while (!update.isDone()) {
            fewest = Math.min(fewest, fewest());
            Target.pause(500);
        }
        figures(report, name, count, update, answers, fewest);
        apply(file(0, kind, 2), count);
        Target.await(
                "the servers are gone",
                LIMIT_SECONDS,
                () -> target.api().get("fleet").path("desired").asInt() == 0);
    }

    private static void figures(
            Report report, String name, int count, Future<Double> update, Future<Load.Result> answers, double fewest) {
        try {
            report.figure(name + ": all " + count + " changed after", update.get(), "s");
            Load.Result result = answers.get();
            double bad = 100.0 * result.bad() / Math.max(1, result.good() + result.bad());
            report.figure(name + ": calls", (double) result.good() + result.bad(), "calls");
            report.figure(name + ": bad answers", bad, "%", Report.Bound.atMost(0.1), Report.Bound.atMost(0));
            report.figure(name + ": p99", result.millisAt(99), "ms");
            report.figure(name + ": longest", result.millisAt(100), "ms");
        } catch (ExecutionException broken) {
            throw Refusal.failed("the update broke off", Objects.requireNonNull(broken.getCause()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("the bench was interrupted", stopped);
        }
        if (name.equals("surge: 0")) {
            report.figure(name + ": fewest of a category HEALTHY", fewest, "%");
        } else {
            report.figure(
                    name + ": fewest of a category HEALTHY",
                    fewest,
                    "%",
                    Report.Bound.atLeast(90),
                    Report.Bound.atLeast(100));
        }
    }

    /** The smallest share of HEALTHY servers any category has now. */
    private double fewest() {
        double fewest = 100;
        for (JsonNode category : target.api().get("fleet").path("categories")) {
            int desired = category.path("desired").asInt();
            if (desired > 0) {
                fewest = Math.min(
                        fewest, 100.0 * category.path("states").path("HEALTHY").asInt() / desired);
            }
        }
        return fewest;
    }

    private static ObjectNode file(int count, Kind kind, int version) {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("fleet", FLEET);
        ArrayNode list = file.putArray("servers");
        for (int i = 0; i < count; i++) {
            ObjectNode server = list.addObject().put("name", "update-" + i);
            kind.complete(server.put("category", CATEGORIES.get(i % CATEGORIES.size())), version);
        }
        return file;
    }

    private void apply(ObjectNode file, int allowRemove) {
        FleetRollout.plan(target, file).apply(allowRemove, LIMIT_SECONDS);
    }

    /** The program lies where the agent's user can read it. */
    private static Path script() throws IOException {
        Path script = Files.createTempFile("bench-server", ".mjs");
        try (InputStream source = Objects.requireNonNull(UpdateBench.class.getResourceAsStream("bench-server.mjs"))) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return script;
    }
}
