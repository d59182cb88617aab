package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * Servers that people bring, from the npm registry: what they take as they are usually started ({@code npx}, here below
 * supervisord), installed once and started directly, and asleep; how soon all of them are there, beside supervisord with the same
 * commands; how long the first call to a sleeper takes.
 */
final class WakeBench implements Bench.Measurement {
    private static final String FLEET = "bench-wake";
    private static final int MOST = 100;
    private static final long LIMIT_SECONDS = 900;
    private static final double GIGABYTE = 1e9;
    private static final List<String> CATEGORIES = SampleFleet.categories();

    private final Target target;
    private final int servers;
    private final Duration idle;

    WakeBench(Target target, int servers, Duration idle) {
        this.target = target;
        this.servers = Math.min(MOST, servers);
        this.idle = idle;
    }

    @Override
    public Report run() throws IOException {
        if (target.api().get("fleet").path("desired").asInt() > 0) {
            throw Refusal.refused("this bench wants a product without servers: ./coordinator up --empty");
        }
        Path npx = needed("npx");
        Path supervisord = needed("supervisord");
        Path folder = Files.createTempDirectory("bench-wake");
        try (BenchClient client = BenchClient.of(target.api())) {
            Report report = new Report("wake");
            List<List<String>> commands = alwaysOn(report, folder);
            underSupervisord(report, supervisord, folder, commands);
            underNpx(report, supervisord, npx, folder);
            onDemand(report, client, folder);
            return report.note(
                    servers + " servers of " + NpmServer.KINDS.size() + " kinds, packages installed before; profile"
                            + " quick; each counts as started when it has answered initialize; first calls one after the other; idle after "
                            + idle.toSeconds() + " s; memory is PSS of the servers and all that they start");
        } finally {
            takeAway();
            Programs.delete(folder);
        }
    }

    private static Path needed(String program) {
        return Programs.find(program)
                .orElseThrow(() -> Refusal.failed("this bench starts " + program + ", which is not on PATH"));
    }

    /** Gives the command of each server, as it runs. */
    private List<List<String>> alwaysOn(Report report, Path folder) throws IOException {
        target.printer().step("Installing the packages ...");
        FleetRollout plan = FleetRollout.plan(target, file(folder, false));
        target.printer().step("Starting " + servers + " servers ...");
        long begun = System.nanoTime();
        plan.apply(0, LIMIT_SECONDS);
        awaitState("HEALTHY");
        double seconds = (System.nanoTime() - begun) / 1e9;
        report.figure("started by the coordinator after", seconds, "s");
        report.figure("... starts", servers / seconds, "per second");
        Target.pause(3000);
        Map<Integer, Long> running = running();
        memory(report, "always on, installed once and started directly", Memory.family(List.copyOf(running.values())));
        List<List<String>> commands = new ArrayList<>();
        for (long pid : running.values()) {
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            commands.add(List.of(line.substring(0, line.length() - 1).split("\0", -1)));
        }
        takeAway();
        return commands;
    }

    private void underSupervisord(Report report, Path supervisord, Path folder, List<List<String>> commands)
            throws IOException {
        target.printer().step("Starting the same commands by supervisord ...");
        double seconds = supervise(report, supervisord, folder, commands, Map.of(), "supervisord, the same commands");
        report.figure("started by supervisord after", seconds, "s");
        report.figure("... starts", servers / seconds, "per second");
    }

    /** As READMEs say it, each package fetched before, so that nothing is measured of the registry. */
    private void underNpx(Report report, Path supervisord, Path npx, Path folder) throws IOException {
        Map<String, String> npm = Map.of(
                "npm_config_cache", folder.resolve("npm").toString(),
                "npm_config_prefer_offline", "true",
                "npm_config_update_notifier", "false");
        for (String spec :
                NpmServer.KINDS.stream().map(NpmServer::spec).distinct().toList()) {
            target.printer().step("Fetching " + spec + " for npx ...");
            fetch(List.of(npx.toString(), "-y", "-p", spec, "-c", "true"), npm, folder);
        }
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            NpmServer kind = NpmServer.at(i);
            List<String> argv = new ArrayList<>(List.of(npx.toString(), "-y", kind.spec()));
            argv.addAll(kind.args(own(folder, i)));
            commands.add(argv);
        }
        target.printer().step("Starting them by npx, below supervisord ...");
        double seconds = supervise(report, supervisord, folder, commands, npm, "supervisord, npx -y ...");
        report.figure("started by supervisord through npx after", seconds, "s");
    }

    static void fetch(List<String> argv, Map<String, String> environment, Path folder) throws IOException {
        Path said = folder.resolve("npx.log");
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw Refusal.failed(String.join(" ", argv) + " failed: " + Files.readString(said));
            }
        } catch (InterruptedException told) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", told);
        }
    }

    private double supervise(
            Report report,
            Path supervisord,
            Path folder,
            List<List<String>> commands,
            Map<String, String> more,
            String what)
            throws IOException {
        List<Supervisor.Program> programs = new ArrayList<>();
        Path loopback = loopback(folder);
        for (int i = 0; i < commands.size(); i++) {
            NpmServer kind = NpmServer.at(i);
            int port = kind.http() ? Supervisor.freePort() : 0;
            Map<String, String> environment = new HashMap<>(more);
            environment.put("NODE_OPTIONS", "--require=" + loopback);
            String own = own(folder, i);
            kind.env()
                    .forEach((name, value) -> environment.put(
                            name,
                            value.equals(NpmServer.PORT)
                                    ? Integer.toString(port)
                                    : value.replace(NpmServer.FOLDER, own)));
            programs.add(new Supervisor.Program(commands.get(i), environment, port));
        }
        long begun = System.nanoTime();
        try (Supervisor supervisor = new Supervisor(supervisord, programs)) {
            double seconds = supervisor.awaitAnswers(begun, LIMIT_SECONDS);
            Target.pause(3000);
            memory(report, what, supervisor.processes());
            return seconds;
        }
    }

    private void onDemand(Report report, BenchClient client, Path folder) throws IOException {
        target.printer().step("The same servers on demand ...");
        FleetRollout.plan(target, file(folder, true)).apply(0, LIMIT_SECONDS);
        awaitState("SLEEPING");
        Target.pause(3000);
        report.figure("asleep: memory", Memory.pss(awake()) / GIGABYTE, "GB");
        target.printer().step("Calling each for the first time ...");
        FirstCalls calls = new FirstCalls(target, client.authorization());
        for (int i = 0; i < servers; i++) {
            calls.call(name(i), NpmServer.at(i));
        }
        memory(report, "awake after the last of them", awake());
        report.figure("first call, p50", calls.millisAt(50), "ms");
        report.figure(
                "first call, p95", calls.millisAt(95), "ms", Report.Bound.atMost(2000), Report.Bound.atMost(1000));
        report.figure("first call, longest", calls.millisAt(100), "ms");
        report.figure("bad answers", calls.bad(), "calls", Report.Bound.atMost(0), Report.Bound.atMost(0));
        target.printer().step("Waiting until they sleep again ...");
        awaitState("SLEEPING");
        Target.pause(5000);
        Set<Long> left = awake();
        report.figure("asleep again: memory", Memory.pss(left) / GIGABYTE, "GB");
        report.figure(
                "asleep again: processes", left.size(), "processes", Report.Bound.atMost(0), Report.Bound.atMost(0));
        report.figure(
                "memory of all else (WildFly, PostgreSQL, agent)", Memory.pss(target.processes()) / GIGABYTE, "GB");
    }

    private static void memory(Report report, String what, Set<Long> processes) {
        report.figure(what + ": memory", Memory.pss(processes) / GIGABYTE, "GB");
        report.figure(what + ": processes", processes.size(), "processes");
    }

    private void awaitState(String state) {
        Target.await(
                "all servers are " + state,
                LIMIT_SECONDS,
                () -> target.api().get("fleet").path("states").path(state).asInt() == servers);
    }

    private Set<Long> awake() {
        return Memory.family(List.copyOf(running().values()));
    }

    /** Processes that live, by the number of their server. */
    private Map<Integer, Long> running() {
        Map<Integer, Long> running = new TreeMap<>();
        for (JsonNode item : target.api().get("servers?q=wake-&size=" + MOST).path("items")) {
            long pid = item.path("pid").asLong();
            if (pid > 0 && ProcessHandle.of(pid).isPresent()) {
                running.put(Integer.valueOf(item.path("name").asText().replace("wake-", "")), pid);
            }
        }
        return running;
    }

    private static String name(int number) {
        return "wake-" + number;
    }

    private static String own(Path folder, int number) {
        try {
            return Files.createDirectories(folder.resolve(name(number))).toString();
        } catch (IOException e) {
            throw Refusal.failed("cannot make a folder for " + name(number), e);
        }
    }

    private ObjectNode file(Path folder, boolean onDemand) {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("fleet", FLEET);
        ArrayNode list = file.putArray("servers");
        for (int i = 0; i < servers; i++) {
            NpmServer kind = NpmServer.at(i);
            String own = own(folder, i);
            ObjectNode server = list.addObject()
                    .put("name", name(i))
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                    .put("command", "npx")
                    .put("transport", kind.http() ? "http" : "stdio");
            ArrayNode args = server.putArray("args").add("-y").add(kind.spec());
            kind.args(own).forEach(args::add);
            ObjectNode environment = server.putObject("env");
            kind.env()
                    .forEach((name, value) -> environment.put(
                            name, value.equals(NpmServer.PORT) ? "${port}" : value.replace(NpmServer.FOLDER, own)));
            if (onDemand) {
                server.put("activation", "on-demand").put("idleSeconds", idle.toSeconds());
            }
        }
        return file;
    }

    private void takeAway() {
        ObjectNode none = JsonNodeFactory.instance.objectNode().put("fleet", FLEET);
        none.putArray("servers");
        if (target.api().get("fleet").path("desired").asInt() > 0) {
            FleetRollout.plan(target, none).apply(servers, LIMIT_SECONDS);
            Target.await(
                    "the servers are gone",
                    LIMIT_SECONDS,
                    () -> target.api().get("fleet").path("desired").asInt() == 0);
        }
    }

    /** What the agent gives Node programs too: without a host they would listen on all addresses. */
    private static Path loopback(Path folder) throws IOException {
        try (InputStream source =
                Objects.requireNonNull(WakeBench.class.getResourceAsStream("listen-on-loopback.cjs"))) {
            return Files.writeString(
                    folder.resolve("listen-on-loopback.cjs"),
                    new String(source.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
