package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.host.bridge.TestingChild;

/** Programs that are tried before they join: asked what they offer, and gone again whatever they do. */
class TrialsTest {
    private TestingHost host;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        host.agent("this-boot");
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void aProgramShowsItsToolsAndWhatItTakesAndLeavesNothing() throws Exception {
        TestingCaller caller = host.caller();
        ObjectNode wish = pipes("legacy");
        wish.withObject("/launch/env").put("KEY", "${secret:ONE}");
        wish.withObject("/secrets").put("ONE", "hunter22");
        wish.withObject("/call").put("tool", "echo").putObject("arguments").put("text", "hello");

        JsonNode trial = caller.ask(wish).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("ANSWERED");
        assertThat(trial.path("tools").path(0).path("name").asText()).isEqualTo("echo");
        assertThat(trial.path("result").toString()).contains("hello");
        assertThat(trial.path("memoryKb").asLong()).isPositive();
        assertThat(trial.path("processes").asInt()).isPositive();
        assertThat(trial.path("era").asText()).isEqualTo("legacy");
        assertThat(trial.path("lines"))
                .anySatisfy(line -> assertThat(line.asText()).endsWith("is up"));
        assertThat(trial.path("gone").asBoolean()).isTrue();
        assertThat(living(trial)).isEmpty();
        assertThat(leavings()).isEmpty();
        assertThat(host.starts()).isEmpty();
        assertThat(caller.ask("watch").path("items")).isEmpty();
    }

    @Test
    void aProgramThatSaysNothingAndWillNotGoIsEndedAllTheSame() throws Exception {
        JsonNode trial = host.caller()
                .ask(pipes("legacy", "mute", "rude", "stubborn").put("millis", 1_000))
                .path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isIn("SILENT", "REFUSED");
        assertThat(trial.path("gone").asBoolean()).isTrue();
        assertThat(living(trial)).isEmpty();
        assertThat(leavings()).isEmpty();
    }

    @Test
    void aProgramThatEndsSaysHowAndWhatItWroteWithoutItsSecrets() throws Exception {
        JsonNode trial = host.caller().ask(crash()).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("ENDED");
        assertThat(trial.path("exitCode").asInt()).isEqualTo(3);
        assertThat(trial.path("lines")).extracting(JsonNode::asText).contains("no login with ***");
    }

    @Test
    void whatListensOnAPortIsTriedThereAndMustSpeakMcp() throws Exception {
        ObjectNode wish = Json.object().put("op", "trial");
        ObjectNode order = TestingHost.program("x", 1, 0, "127.0.0.1", "stay");
        order.withArray("/launch/argv")
                .forEach(word ->
                        wish.withArray("/launch/argv").add(word.asText().equals("0") ? "${port}" : word.asText()));
        wish.withObject("/launch").put("kind", "command").put("transport", "http");

        JsonNode trial = host.caller().ask(wish).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("REFUSED");
        assertThat(trial.path("lines").path(0).asText()).startsWith("listening on ");
    }

    @Test
    void whatSpeaksHttpAndSseIsTriedThroughTheListenerForThatWhichMayFindNobodyAtFirst() throws Exception {
        try (TestingListener listener = new TestingListener(2)) {
            ObjectNode wish = Json.object().put("op", "trial").put("path", "/sse");
            TestingHost.program("x", 1, 0, "127.0.0.1", "stay")
                    .withArray("/launch/argv")
                    .forEach(word ->
                            wish.withArray("/launch/argv").add(word.asText().equals("0") ? "${port}" : word.asText()));
            wish.withObject("/launch").put("kind", "command").put("transport", "http");
            wish.putObject("old").put("uri", listener.uri()).put("authorization", "Bearer s");

            JsonNode trial = host.caller().ask(wish).path("trial");

            assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("ANSWERED");
            assertThat(trial.path("tools").path(0).path("name").asText()).isEqualTo("echo");
            assertThat(trial.path("era").asText()).isEqualTo("legacy");
            assertThat(listener.shown).containsOnly("Bearer s");
            assertThat(listener.targets)
                    .singleElement()
                    .satisfies(target -> assertThat(target).containsPattern("\"url\":\"http://127.0.0.1:\\d+/sse\""));
        }
    }

    @Test
    void aBuiltInTypeIsTriedInAProcessOfItsOwnAndLeavesNothing() throws Exception {
        TestingCaller caller = host.caller();
        Path root = Files.createDirectory(host.directory.resolve("root"));
        Files.writeString(root.resolve("note.txt"), "written before");
        ObjectNode wish = Json.object().put("op", "trial");
        wish.withObject("/launch").put("kind", "builtin").put("type", "files");
        wish.withObject("/launch/config").put("root", "${secret:ROOT}");
        wish.withObject("/secrets").put("ROOT", root.toString());
        wish.withObject("/call").put("tool", "read_file").putObject("arguments").put("path", "note.txt");

        JsonNode trial = caller.ask(wish).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("ANSWERED");
        assertThat(trial.path("result").toString()).as(trial.toString()).contains("written before");
        assertThat(trial.path("processes").asInt()).isEqualTo(1);
        assertThat(trial.path("lines"))
                .extracting(JsonNode::asText)
                .anyMatch(line -> line.contains("in a process of its own"));
        assertThat(trial.path("gone").asBoolean()).isTrue();
        assertThat(leavings()).isEmpty();
        assertThat(caller.ask("watch").path("items")).isEmpty();
    }

    @Test
    void aBuiltInTypeThatCannotBeMadeOfItsSettingsSaysWhatIsWrong() throws Exception {
        ObjectNode wish = Json.object().put("op", "trial");
        wish.withObject("/launch").put("kind", "builtin").put("type", "files");
        wish.withObject("/launch/config").put("root", "/no/such/folder");

        JsonNode trial = host.caller().ask(wish).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("FAILED");
        assertThat(trial.path("sentence").asText()).contains("/no/such/folder");
        assertThat(trial.path("gone").asBoolean()).isTrue();
        assertThat(leavings()).isEmpty();
    }

    @Test
    void aProgramThatIsNotThereCannotBeTried() throws Exception {
        ObjectNode wish = command("/no/such/program");

        JsonNode trial = host.caller().ask(wish).path("trial");

        assertThat(trial.path("state").asText()).isEqualTo("FAILED");
        assertThat(trial.path("sentence").asText()).contains("no such program: /no/such/program");
    }

    @Test
    void noMoreThanTwoAreTriedAtOnce() throws Exception {
        List<CompletableFuture<JsonNode>> two =
                Stream.of(host.caller(), host.caller()).map(this::silent).toList();
        TestingCaller third = host.caller();
        TestingCaller.until(
                Duration.ofSeconds(20), "both run", () -> leavingsNow().size() >= 4);

        JsonNode refused = third.ask(command("/bin/sh", "-c", "exit 0"));

        assertThat(refused.path("code").asText()).isEqualTo("TRIALS_BUSY");
        two.forEach(trial ->
                assertThat(trial.join().path("trial").path("state").asText()).isEqualTo("SILENT"));
        assertThat(third.ask(command("/bin/sh", "-c", "exit 0")).path("ok").asBoolean())
                .isTrue();
    }

    private CompletableFuture<JsonNode> silent(TestingCaller caller) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return caller.ask(command("/bin/sleep", "600").put("millis", 3_000));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static ObjectNode crash() {
        ObjectNode wish = command("/bin/sh", "-c", "echo no login with $KEY >&2; exit 3");
        wish.withObject("/launch/env").put("KEY", "${secret:ONE}");
        wish.withObject("/secrets").put("ONE", "hunter22");
        return wish;
    }

    private static ObjectNode pipes(String... habits) {
        return command(TestingChild.argv(habits).toArray(String[]::new));
    }

    private static ObjectNode command(String... argv) {
        ObjectNode wish = Json.object().put("op", "trial");
        ObjectNode launch = wish.putObject("launch").put("kind", "command").put("transport", "stdio");
        Stream.of(argv).forEach(launch.putArray("argv")::add);
        return wish;
    }

    /** Its process, unless it has ended: whether this one has been told of that yet is another question. */
    private static Optional<ProcessTable.Stat> living(JsonNode trial) {
        for (JsonNode line : trial.path("lines")) {
            if (line.asText().matches("child \\d+ is up")) {
                return ProcessTable.stat(Long.parseLong(line.asText().replaceAll("\\D", "")))
                        .filter(ProcessTable.Stat::living);
            }
        }
        return Optional.empty();
    }

    private List<Path> leavings() throws IOException {
        AgentSettings settings = host.settings("x");
        try (Stream<Path> all = Files.walk(settings.directory())) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith("try."))
                    .toList();
        }
    }

    private List<Path> leavingsNow() {
        try {
            return leavings();
        } catch (IOException | UncheckedIOException moving) {
            return List.of();
        }
    }
}
