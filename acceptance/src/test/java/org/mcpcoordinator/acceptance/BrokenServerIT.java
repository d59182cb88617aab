package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rollout of what is broken in itself ends, and whoever asks is told which server, how it ended and what it said last. */
@ExtendWith(RunningProduct.Provider.class)
class BrokenServerIT {
    private static final Duration HEARD = Duration.ofSeconds(30);

    @AfterEach
    void takeAway(RunningProduct product) throws Exception {
        assertThat(apply(product, "", "--allow-remove", "1").exitCode()).isZero();
    }

    @Test
    void aProgramThatDiesAtOnceIsNamedWithItsExitCodeAndWhatItWroteToStandardError(RunningProduct product)
            throws Exception {
        long id = failed(product, """
                {"name": "broken", "category": "iot-hardware", "command": "/bin/sh",
                 "args": ["-c", "echo reading broken.conf >&2; echo line 3: unexpected brace >&2; exit 7"]}""");

        JsonNode failure = heard(product, id, "unexpected brace");
        assertThat(failure.path("server").asText()).isEqualTo("broken");
        assertThat(failure.path("exitCode").asInt()).isEqualTo(7);
        assertThat(explained(product, Long.toString(id)))
                .contains("FAILED", "broken", "exit code 7", "said      line 3: unexpected brace");
        assertThat(explained(product, "broken")).contains("exit code 7", "said      line 3: unexpected brace");
        assertThat(product.coordinator("rollouts", Long.toString(id), "report").output())
                .contains("| broken | EXITED |", "| 7 |", "line 3: unexpected brace");
    }

    @Test
    void aBuiltInServerThatCannotBeginIsNamedWithTheFieldThatIsWrong(RunningProduct product) throws Exception {
        long id = failed(product, """
                {"name": "broken", "category": "filesystem", "builtin": "files", "config": {"root": "/no/such/folder"}}""");

        JsonNode failure = heard(product, id, "/no/such/folder");
        assertThat(failure.path("server").asText()).isEqualTo("broken");
        assertThat(explained(product, Long.toString(id))).contains("FAILED", "broken", "/no/such/folder");
        assertThat(product.coordinator("rollouts", Long.toString(id), "report").output())
                .contains("| broken | ", "/no/such/folder");
    }

    private static long failed(RunningProduct product, String server) throws Exception {
        Commands.Outcome applied = apply(product, server);
        assertThat(applied.exitCode()).as(applied.output()).isNotZero();
        JsonNode rollout = product.get("rollouts").path("items").path(0);
        assertThat(rollout.path("state").asText()).as(rollout.toString()).isEqualTo("FAILED");
        assertThat(rollout.path("detail").asText()).contains("first: broken");
        return rollout.path("id").asLong();
    }

    /** What the receipt says of the server, once its last words are in it. */
    private static JsonNode heard(RunningProduct product, long id, String words) {
        Await.until(
                "its last words are known",
                HEARD,
                () -> product.get("rollouts/" + id + "/report")
                        .path("failures")
                        .toString()
                        .contains(words));
        return product.get("rollouts/" + id + "/report").path("failures").path(0);
    }

    private static String explained(RunningProduct product, String subject) {
        Commands.Outcome explained = product.coordinator("explain", subject);
        assertThat(explained.exitCode()).as(explained.output()).isZero();
        return explained.output();
    }

    private static Commands.Outcome apply(RunningProduct product, String server, String... more) throws Exception {
        Path file = Files.writeString(
                product.data().resolve("broken.json"), "{\"fleet\": \"broken\", \"servers\": [" + server + "]}");
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"apply", file.toString(), "--profile", "quick", "--watch"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return product.coordinator(arguments);
    }
}
