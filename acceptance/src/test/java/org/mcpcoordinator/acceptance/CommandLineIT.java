package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people type first, on the assembled product. */
@ExtendWith(RunningProduct.Provider.class)
class CommandLineIT {
    @Test
    void statusLogsAndDoctorTellHowItIs(RunningProduct product) throws Exception {
        Commands.Outcome status = product.coordinator("status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output())
                .containsPattern("PostgreSQL +running +\\d+ +127\\.0\\.0\\.1:\\d+")
                .containsPattern("Host agent +running +\\d+ +" + product.data().resolve("agent"))
                .containsPattern("WildFly +running +" + Processes.wildFly(product) + " +http")
                .containsPattern("Product +ready")
                .containsPattern("Servers: \\d+ wished; .*\\d+ HEALTHY.*Rolled out last: fleet \\S+");

        for (String part : List.of("wildfly", "agent", "postgres")) {
            Path log = product.data().resolve("logs/" + (part.equals("wildfly") ? "server" : part) + ".log");
            String oldest = Files.readAllLines(log, StandardCharsets.ISO_8859_1).get(0);
            Commands.Outcome all = product.coordinator("logs", part, "--lines", "1000000");
            assertThat(all.exitCode()).as(all.output()).isZero();
            assertThat(all.output()).startsWith(oldest);
            assertThat(product.coordinator("logs", part, "--lines", "2")
                            .output()
                            .lines())
                    .hasSize(2);
        }

        Commands.Outcome doctor = product.coordinator("doctor");
        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.output())
                .contains("host agent: runs on its own", "nobody else listens on " + product.portBase())
                .doesNotContain("PROBLEM");
    }

    /** Whoever breaks off the first `up`, or copies a build to another machine, leaves such a file behind. */
    @Test
    void aSpoiltFileOfClassesIsNoMatterOfTheUsers(@TempDir Path checkout) throws Exception {
        Path target = Files.createDirectories(checkout.resolve("cli/target"));
        Files.createSymbolicLink(
                target.resolve("coordinator-cli.jar"), RunningProduct.ROOT.resolve("cli/target/coordinator-cli.jar"));
        Files.copy(RunningProduct.ROOT.resolve("coordinator"), checkout.resolve("coordinator"));
        Files.writeString(target.resolve("coordinator-cli.jsa"), "spoilt");

        Commands.Outcome version = Commands.run(
                List.of(checkout.resolve("coordinator").toString(), "--version"),
                checkout,
                Map.of("COORDINATOR_BUILD", "never"));

        assertThat(version.exitCode()).as(version.output()).isZero();
        assertThat(version.output().lines()).singleElement().asString().startsWith("MCP Coordinator ");
    }

    /** Nothing is built here yet, and nothing can be: there is only the script. */
    @Test
    void aWrongFirstPortIsRefusedBeforeAnythingIsBuilt(@TempDir Path checkout) throws Exception {
        Files.copy(RunningProduct.ROOT.resolve("coordinator"), checkout.resolve("coordinator"));
        for (String wrong : List.of("--port-base=60000", "--port-base=1023", "--port-base=3100x")) {
            Commands.Outcome up = Commands.run(
                    List.of(checkout.resolve("coordinator").toString(), "up", wrong),
                    checkout,
                    Map.of("COORDINATOR_BUILD", ""));
            assertThat(up.exitCode()).as(up.output()).isEqualTo(2);
            assertThat(up.output()).contains("1024 to 31000").doesNotContain("Building");
        }
        assertThat(checkout.resolve("target")).doesNotExist();
    }

    /** The line of the README, on the server of the sample that it names. */
    @Test
    void theFirstToolCallOfTheReadmeAndOfUpIsAnswered(RunningProduct product) throws Exception {
        String call = Files.readAllLines(RunningProduct.ROOT.resolve("README.md")).stream()
                .filter(line -> line.startsWith("./coordinator call ") && line.contains("--arg"))
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>(Arrays.asList(call.split(" +", -1)));
        String server = words.get(2);
        Path sample = Files.writeString(
                product.data().resolve("readme.json"), only(server, product.coordinator("sample", "--servers", "100")));
        Path none = Files.writeString(product.data().resolve("readme.yaml"), "fleet: readme\nservers: []\n");
        apply(product, sample);
        try {
            Commands.Outcome tools = product.coordinator("call", server);
            assertThat(tools.output()).contains("TOOL", words.get(3));

            Commands.Outcome answer =
                    product.coordinator(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(answer.exitCode()).as(answer.output()).isZero();
            assertThat(answer.output()).contains("aGVsbG8=");

            Commands.Outcome up = product.coordinator("up", "--empty");
            assertThat(up.exitCode()).as(up.output()).isZero();
            String printed = up.output()
                    .lines()
                    .filter(line -> line.startsWith("Call "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no call to try:\n" + up.output()));
            List<String> typed =
                    List.of(printed.substring(printed.indexOf("./coordinator")).split(" +", -1));
            Commands.Outcome tried = Commands.run(typed, RunningProduct.ROOT, Map.of("COORDINATOR_BUILD", "never"));
            assertThat(tried.exitCode()).as(printed + "\n" + tried.output()).isZero();
            assertThat(tried.output()).contains("aGVsbG8=");
        } finally {
            apply(product, none);
        }
    }

    private static void apply(RunningProduct product, Path file) {
        Commands.Outcome applied =
                product.coordinator("apply", file.toString(), "--profile", "quick", "--watch", "--allow-remove", "1");
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    private static String only(String server, Commands.Outcome sample) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "readme");
        for (JsonNode each : RunningProduct.json(sample.output()).path("servers")) {
            if (each.path("name").asText().equals(server)) {
                file.putArray("servers").add(each);
            }
        }
        assertThat(file.path("servers")).as("the sample has " + server).hasSize(1);
        return file.toString();
    }

    /** As a terminal does it: the interrupt goes to the command and to all that it runs in the foreground. */
    @Test
    void ctrlCEndsUpWith130AndDownFindsAllThatItHadStarted(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Path said = folder.resolve("up.log");
        ProcessBuilder command = new ProcessBuilder(
                        Requirement.program("setsid").toString(),
                        "env",
                        // Whoever runs this in the background may have switched the interrupt off.
                        "--default-signal=INT",
                        RunningProduct.ROOT.resolve("coordinator").toString(),
                        "up",
                        "--empty",
                        "--data",
                        data.toString(),
                        "--http-port",
                        Integer.toString(FreePorts.one()),
                        "--management-port",
                        Integer.toString(FreePorts.one()),
                        "--port-base",
                        Integer.toString(FreePorts.layoutBase()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        // It would build all of it again, below the feet of the tests beside this one.
        command.environment().put("COORDINATOR_BUILD", "never");
        Process up = command.start();
        Await.until(
                "it configures WildFly", Duration.ofMinutes(2), () -> read(said).contains("Configuration"));
        Commands.run(List.of("kill", "-INT", "--", "-" + up.pid()), folder, Map.of());

        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).as(read(said)).isEqualTo(130);
        assertThat(read(said)).contains("interrupted. What was started runs on");
        Commands.Outcome status = Commands.coordinator(data, List.of("status"));
        assertThat(status.exitCode()).isOne();
        assertThat(status.output()).containsPattern("PostgreSQL +running").containsPattern("Host agent +running");
        assertThat(Processes.of(data)).as("configuring ended with it").noneMatch(line -> line.contains("jboss-cli"));

        Commands.Outcome down = Commands.coordinator(data, List.of("down"));
        assertThat(down.exitCode()).as(down.output()).isZero();
        assertThat(Processes.of(data)).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
