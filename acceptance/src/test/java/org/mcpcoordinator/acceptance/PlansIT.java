package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plans, revisions and repeated requests, over the REST API of the assembled product. */
@ExtendWith(RunningProduct.Provider.class)
class PlansIT {
    private static final int TIMES = 50;

    @Test
    void aRolloutAskedForFiftyTimesUnderOneNameBeginsOnce(RunningProduct product) throws Exception {
        String file = product.get("fleetfile?fleet=sample").toString();
        JsonNode plan = RunningProduct.json(product.post("plans", file).body());
        assertThat(plan.path("changes")).isEmpty();
        assertThat(plan.path("unchanged").asInt()).isPositive();
        long before = product.get("rollouts").path("items").path(0).path("id").asLong();
        String body = "{\"planId\": \"" + plan.path("planId").asText() + "\", \"profile\": \"quick\"}";
        String key = UUID.randomUUID().toString();

        List<HttpResponse<String>> answers = atOnce(product, "rollouts", body, key);

        Set<String> bodies = new HashSet<>();
        answers.forEach(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            bodies.add(answer.body());
        });
        assertThat(bodies).hasSize(1);
        assertThat(answers)
                .filteredOn(answer ->
                        answer.headers().firstValue("Idempotency-Replayed").isEmpty())
                .hasSize(1);
        long id = RunningProduct.json(bodies.iterator().next()).path("id").asLong();
        List<Long> begun = new ArrayList<>();
        product.get("rollouts").path("items").forEach(rollout -> {
            if (rollout.path("id").asLong() > before) {
                begun.add(rollout.path("id").asLong());
            }
        });
        assertThat(begun).containsExactly(id);
        Await.until(
                "the rollout that changes nothing is over",
                Duration.ofSeconds(60),
                () -> product.get("rollouts/" + id).path("state").asText().equals("SUCCEEDED"));

        HttpResponse<String> other = named(product, "rollouts", "{\"planId\": \"another\"}", key);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(RunningProduct.json(other.body()).path("code").asText()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(named(product, "rollouts", body, "k".repeat(201)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aTokenMadeAgainUnderOneNameIsTheSameToken(RunningProduct product) throws Exception {
        String name = "once-" + UUID.randomUUID();
        List<HttpResponse<String>> answers = atOnce(
                product,
                "tokens",
                "{\"name\": \"" + name + "\", \"role\": \"viewer\"}",
                UUID.randomUUID().toString());

        assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsOnly(answers.get(0).body());
        assertThat(answers.get(0).body()).contains("mcpc_");
        assertThat(product.get("tokens").path("items"))
                .filteredOn(token -> token.path("name").asText().equals(name))
                .hasSize(1);
        assertThat(product.get("audit?size=500").path("items"))
                .filteredOn(entry -> entry.path("target").asText().equals(name))
                .hasSize(1);
    }

    @Test
    void aPlanIsKeptNamesItsReasonsAndGoesStale(RunningProduct product) {
        String fleet = "plans-" + UUID.randomUUID().toString().substring(0, 8);
        JsonNode made = RunningProduct.json(
                product.post("plans", devtools(fleet, "one")).body());
        JsonNode plan = product.get("plans/" + made.path("planId").asText() + "?unchanged=true");
        assertThat(plan.path("changes").path(0).path("kind").asText()).isEqualTo("add");
        assertThat(plan.path("kept")).isEmpty();
        assertThat(plan.path("forecast").path("sources").path("memoryMegabytes").asText())
                .isNotEmpty();

        long first = applied(product, made);
        HttpResponse<String> stale = product.post("rollouts", start(made));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(RunningProduct.json(stale.body()).path("code").asText()).isEqualTo("PLAN_STALE");
        assertThat(stale.body()).contains("revision").contains("is new");

        JsonNode second = RunningProduct.json(
                product.post("plans", devtools(fleet, "two")).body());
        assertThat(second.path("changes")).isEmpty();
        long changed = applied(product, second);
        JsonNode difference = product.get("revisions/" + first + "/diff/" + changed);
        assertThat(difference
                        .path("changes")
                        .path(0)
                        .path("fields")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("description");

        JsonNode back = RunningProduct.json(
                product.post("revisions/" + first + "/plan", "").body());
        long reverted = applied(product, back);
        assertThat(reverted).isGreaterThan(changed);
        assertThat(product.get("revisions/" + reverted).path("hash"))
                .isEqualTo(product.get("revisions/" + first).path("hash"));
        assertThat(product.get("revisions/" + reverted + "/file"))
                .isEqualTo(product.get("revisions/" + first + "/file"));
    }

    @Test
    void aServerAndARolloutAreExplainedAndARolloutHasAReceipt(RunningProduct product) {
        String name = product.get("servers?state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        // A WildFly that has just begun has not probed yet.
        Await.until(
                "it has been probed",
                Duration.ofSeconds(20),
                () -> !product.get("servers/" + name + "/explain")
                        .path("copies")
                        .path(0)
                        .path("probes")
                        .isEmpty());
        JsonNode why = product.get("servers/" + name + "/explain");
        assertThat(why.path("sentence").asText()).startsWith(name + " is HEALTHY since ");
        assertThat(why.path("copies").path(0).path("evidence").asText()).startsWith("process ");

        JsonNode oldest = product.get("rollouts").path("items");
        long id = oldest.path(oldest.size() - 1).path("id").asLong();
        assertThat(product.get("rollouts/" + id + "/explain").path("gates")).isNotEmpty();
        JsonNode receipt = product.get("rollouts/" + id + "/report");
        assertThat(receipt.path("after").path("hash").asText()).hasSize(64);
        assertThat(receipt.path("deeds").path(0).path("action").asText()).isEqualTo("rollout.start");
        HttpResponse<String> text = product.send(
                product.request("api/v1/rollouts/" + id + "/report.md").build());
        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/markdown");
        assertThat(text.body())
                .startsWith("# Rollout " + id)
                .contains(receipt.path("after").path("hash").asText());
    }

    private static long applied(RunningProduct product, JsonNode plan) {
        HttpResponse<String> started = product.post("rollouts", start(plan));
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        JsonNode rollout = RunningProduct.json(started.body());
        Await.until(
                "the rollout is over",
                Duration.ofSeconds(60),
                () -> product.get("rollouts/" + rollout.path("id").asLong())
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED"));
        return rollout.path("revision").asLong();
    }

    private static String start(JsonNode plan) {
        return "{\"planId\": \"" + plan.path("planId").asText() + "\", \"profile\": \"quick\"}";
    }

    private static String devtools(String fleet, String description) {
        return "{\"fleet\": \"" + fleet + "\", \"servers\": [{\"name\": \"" + fleet
                + "\", \"category\": \"dev-tools\", \"builtin\": \"devtools\", \"description\": \"" + description
                + "\"}]}";
    }

    private static List<HttpResponse<String>> atOnce(RunningProduct product, String path, String body, String key)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TIMES);
        try {
            List<Future<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                all.add(threads.submit(() -> named(product, path, body, key)));
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> one : all) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    private static HttpResponse<String> named(RunningProduct product, String path, String body, String key) {
        return product.send(product.request("api/v1/" + path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
