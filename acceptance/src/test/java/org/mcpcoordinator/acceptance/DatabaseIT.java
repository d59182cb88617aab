package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL goes away and comes back, while everybody goes on working. */
@ExtendWith(RunningProduct.Provider.class)
class DatabaseIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String AWAY = "503 DATABASE_AWAY";
    /** More requests than the pool has connections: each of them is used at least once. */
    private static final int MORE_THAN_CONNECTIONS = 120;

    /** What the log may grow by, however long the database is away, beside what the pool tells. */
    private static final int MOST_LOG = 600_000;

    /** The pool tells of each connection that it had and that is dead, with a trace; it has no more than these. */
    private static final int MOST_CONNECTIONS = 40;

    private static final String DEAD_CONNECTION = "IJ030027";

    /** Stack traces of those who were at it when it went. */
    private static final int FEW = 40;

    private RunningProduct product;
    private String token;

    @Test
    void aRestartOfPostgreSqlUnderLoadLosesNoCallAndAllHealsByItself(RunningProduct running) throws Exception {
        product = running;
        noCallIsLostWhileItIsAwayFor(Duration.ZERO);
    }

    @Test
    @Tag("endurance")
    void twentySecondsWithoutPostgreSqlLoseNoCallEither(RunningProduct running) throws Exception {
        product = running;
        noCallIsLostWhileItIsAwayFor(Duration.ofSeconds(20));
    }

    private void noCallIsLostWhileItIsAwayFor(Duration away) throws Exception {
        token = newToken();
        String server = product.get("servers?state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        long wildFly = Processes.wildFly(product);
        Load load = new Load(product);
        Map<String, AtomicInteger> calls = load.of(() -> discover(server), DatabaseIT::verdict);
        Map<String, AtomicInteger> reads = load.of(this::fleet, DatabaseIT::verdict);
        Map<String, AtomicInteger> writes = load.of(this::secret, DatabaseIT::verdict);
        try {
            Await.until(
                    "all three are answered", SOON, () -> has(calls, "200") && has(reads, "200") && has(writes, "204"));

            long told = Files.size(log());
            Postgres.of(product).kill();
            Instant back = Instant.now().plus(away);
            Await.until(
                    "reads and writes say that the database is away",
                    SOON,
                    () -> has(reads, AWAY) && has(writes, AWAY));
            Await.until(
                    "it has been away for long enough",
                    away.plus(SOON),
                    () -> Instant.now().isAfter(back));
            int before = calls.get("200").get();
            Await.until("calls are still answered", SOON, () -> calls.get("200").get() > before + 10);
            Commands.Outcome up = product.coordinator("up");
            assertThat(up.exitCode()).as(up.output()).isZero();

            Await.until("reads and writes are answered again", SOON, () -> answersNow(fleet()) && answersNow(secret()));
            theLogSaysSoOnce(told);
        } finally {
            load.end();
        }
        assertThat(calls).containsOnlyKeys("200");
        assertThat(reads).containsOnlyKeys("200", AWAY);
        assertThat(writes).containsOnlyKeys("204", AWAY);
        for (int request = 0; request < MORE_THAN_CONNECTIONS; request++) {
            assertThat(product.send(fleet()).statusCode()).isEqualTo(200);
        }
        assertThat(Processes.wildFly(product)).as("WildFly was not restarted").isEqualTo(wildFly);
        Await.until("all servers are HEALTHY", SOON, () -> {
            JsonNode fleet = product.get("fleet");
            return fleet.path("states").path("HEALTHY").asInt()
                    == fleet.path("desired").asInt();
        });
    }

    /** Timers, reads and writes all found it away; the log is for who has to mend it. */
    private void theLogSaysSoOnce(long before) throws IOException {
        String lines;
        try (FileChannel file = FileChannel.open(log())) {
            ByteBuffer grown = ByteBuffer.allocate((int) Math.min(file.size() - before, 32 << 20));
            file.read(grown, before);
            lines = new String(grown.array(), StandardCharsets.ISO_8859_1);
        }
        String shown = lines.substring(0, Math.min(lines.length(), 20_000));
        assertThat(count(lines, "The database does not answer. ")).as(shown).isEqualTo(1);
        assertThat(count(lines, "The database answers again")).as(shown).isEqualTo(1);
        assertThat(count(lines, "WFLYEJB0034")).as(shown).isLessThan(FEW);
        assertThat(count(lines, "IJ000604")).as(shown).isLessThan(FEW);
        assertThat(count(lines, DEAD_CONNECTION)).as(shown).isLessThanOrEqualTo(MOST_CONNECTIONS);
        int beside = Arrays.stream(lines.split("(?m)^(?=\\d{4}-\\d\\d-\\d\\d )"))
                .filter(entry -> !entry.contains(DEAD_CONNECTION))
                .mapToInt(String::length)
                .sum();
        assertThat(beside).as(shown).isLessThan(MOST_LOG);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private Path log() {
        return product.data().resolve("logs/server.log");
    }

    private static boolean has(Map<String, AtomicInteger> counts, String verdict) {
        return counts.containsKey(verdict);
    }

    /** The status, and for a refusal its code. */
    private static String verdict(HttpResponse<String> answer) {
        return answer.statusCode() < 400
                ? Integer.toString(answer.statusCode())
                : answer.statusCode() + " "
                        + RunningProduct.json(answer.body()).path("code").asText();
    }

    private boolean answersNow(HttpRequest request) {
        return product.send(request).statusCode() < 300;
    }

    private String newToken() {
        HttpResponse<String> created =
                product.post("tokens", "{\"name\":\"database-it-" + System.nanoTime() + "\",\"role\":\"admin\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return RunningProduct.json(created.body()).path("token").asText();
    }

    private HttpRequest fleet() {
        return api("api/v1/fleet").build();
    }

    private HttpRequest secret() {
        return api("api/v1/secrets/DATABASE_IT")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("swordfish"))
                .build();
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(product.base().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private HttpRequest discover(String server) {
        return Discover.at(product.base().resolve("mcp/s/" + server))
                .header("Authorization", "Bearer " + token)
                .build();
    }
}
