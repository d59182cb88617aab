package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rollouts in the console: agreed on, followed, steered, explained, recovered. */
class ConsoleRolloutIT extends ConsoleWalk {
    @Test
    void theRolloutThatBroughtTheFleetIsShownWithItsGates() {
        signIn("rollouts");

        page.locator("rollouts-page tbody tr:has(.mark[data-s=HEALTHY]) a")
                .last()
                .click();
        assertThat(page.locator("rollout-page .phase").first()).isVisible();
        assertThat(page.locator("rollout-page .verdict[data-v=PASS]").first()).isVisible();
        assertThat(page.locator("rollout-page .head")).containsText("Succeeded");
    }

    @Test
    void aRunningRolloutIsFollowedPausedResumedAndAborted() {
        long id = start("""
                {"name": "walked-1", "category": "dev-tools", "builtin": "devtools"},
                {"name": "walked-2", "category": "dev-tools", "builtin": "devtools"}""", """
                , "terms": {"batchBakeSeconds": 600}""");
        signIn("");
        page.locator("rollout-strip a[href='rollouts/" + id + "']").click();
        assertThat(page.locator("rollout-page .head")).containsText("Running");
        Locator now = page.locator("rollout-page .phase[data-now]");
        assertThat(now).hasCount(1);
        assertThat(now.locator(".phase-count")).hasText("1 / 1");
        assertThat(now.locator(".healthy")).hasAttribute("style", Pattern.compile("width: ?100%"));
        assertThat(page.locator("rollout-page .facts").first()).containsText("Left");
        shoot("walk");

        steer("pause", "lunch");
        assertThat(page.locator("rollout-page .head")).containsText("Paused");
        assertThat(page.locator("rollout-page")).containsText("pause by admin: lunch");
        steer("resume", "");
        assertThat(page.locator("rollout-page .head")).containsText("Running");
        steer("abort", "enough");
        assertThat(page.locator("rollout-page .head")).containsText("Cancelled");
        assertThat(page.locator("rollout-page button[data-action=abort]")).hasCount(0);
        assertThat(product.get("rollouts/" + id).path("state").asText()).isEqualTo("CANCELLED");

        page.locator(".places a[href='audit']").click();
        for (String action : new String[] {"pause", "resume", "abort"}) {
            assertThat(page.locator("audit-page vaadin-grid")).containsText("rollout." + action);
        }
        assertThat(page.locator("audit-page vaadin-grid")).containsText("rollout " + id);
        assertThat(page.locator("audit-page vaadin-grid")).containsText("enough");
        takeAway();
    }

    /** Its program ends at the first start and serves at the second. */
    @Test
    void aFailedRolloutIsRecovered() throws Exception {
        Path been = product.data().resolve("walked-was-here");
        Files.deleteIfExists(been);
        long id = start("""
                {"name": "walked-1", "category": "dev-tools", "command": "/bin/sh",
                 "args": ["-c", "test -e $0 && exec $1 $2; touch $0; exit 3", "%s", "%s", "${port}"]}""".formatted(been, TinyProgram.compile()), "");
        signIn("rollouts/" + id);
        assertThat(page.locator("rollout-page .head")).containsText("Failed");
        assertThat(been).exists();

        steer("recover", "mended");
        assertThat(page.locator("rollout-page .head")).containsText("Succeeded");
        assertThat(page.locator("rollout-page")).containsText("recover by admin: mended");
        assertThat(product.get("audit?size=20").path("items")).anySatisfy(entry -> {
            assertThat(entry.path("action").asText()).isEqualTo("rollout.recover");
            assertThat(entry.path("who").asText()).isEqualTo("admin");
            assertThat(entry.path("detail").asText()).isEqualTo("mended");
        });
        takeAway();
    }

    private void steer(String action, String reason) {
        page.locator("rollout-page button[data-action=" + action + "]").click();
        page.locator(".dialog-body input[name=reason]").fill(reason);
        page.locator(".dialog-body .row button").last().click();
        assertThat(page.locator(".dialog-body")).hasCount(0);
    }

    private static long start(String servers, String more) {
        String plan = product.post("plans", "{\"fleet\": \"walked\", \"servers\": [" + servers + "]}")
                .body();
        String started = product.post(
                        "rollouts",
                        "{\"planId\": \""
                                + RunningProduct.json(plan).path("planId").asText()
                                + "\", \"profile\": \"quick\", \"allowRemove\": 2" + more + "}")
                .body();
        assertThat(RunningProduct.json(started).path("id").asLong())
                .as(plan + started)
                .isPositive();
        return RunningProduct.json(started).path("id").asLong();
    }

    private static void takeAway() {
        long id = start("", "");
        Await.until(
                "they are gone",
                Duration.ofSeconds(60),
                () -> product.get("rollouts/" + id).path("state").asText().equals("SUCCEEDED"));
    }

    @Test
    void aFleetFileIsPlannedAndItsMistakesAreNamed() {
        signIn("rollouts/new");

        page.locator("#fleet-file").fill("""
                {"fleet": "tried", "servers": [{"name": "one", "category": "no-such-category", "builtin": "sql"}]}""");
        page.locator("#look").click();
        assertThat(page.locator(".problem")).containsText("FLEET_FILE_INVALID");
        assertThat(page.locator(".problem li").first()).containsText("servers");
        visit.complaints().removeIf(complaint -> complaint.contains("422"));

        page.locator("#fleet-file").fill("""
                {"fleet": "tried", "servers": [{"name": "one", "category": "database", "builtin": "sql"}]}""");
        page.locator("#look").click();
        assertThat(page.locator(".kind[data-k=add]").first()).containsText("1");
        assertThat(page.locator("#plan-forecast")).containsText("measured on");
        assertThat(page.locator(".steps [aria-current]")).hasText("Options");
        assertThat(page.locator("#start")).isVisible();
    }

    @Test
    void aRolloutIsAgreedOnStartedExplainedAndItsFailureAcknowledged() {
        signIn("rollouts/new");
        page.locator("#fleet-file").fill("""
                {"fleet": "wizard", "servers": [{"name": "wizard-fails", "category": "dev-tools", "command": "/bin/sh",
                  "args": ["-c", "echo Error: no disk; exit 3"]}]}""");
        page.locator("#look").click();
        page.locator("select[name=profile]").selectOption("quick");
        page.locator("#terms > summary").click();
        assertThat(page.locator("input[name='term.parallel']")).hasAttribute("placeholder", "64");
        page.locator("input[name='term.batchSize']").fill("50");
        page.locator("input[name=canary]").uncheck();
        page.locator("input[name=manual][value='0']").check();
        shoot("wizard");
        page.locator("#start").click();

        assertThat(page.locator("rollout-page .head")).containsText("Failed");
        long id = Long.parseLong(page.url().replaceAll(".*/", ""));
        JsonNode terms = product.get("rollouts/" + id).path("terms");
        assertThat(terms.path("numbers").path("batchSize").asInt()).isEqualTo(50);
        assertThat(terms.path("canary").asBoolean()).isFalse();
        assertThat(terms.path("manual").path(0).asInt(-1)).isZero();
        Await.until(
                "its last words are known",
                Duration.ofSeconds(60),
                () -> product.get("rollouts/" + id + "/report").toString().contains("no disk"));
        page.locator("#why").click();
        assertThat(page.locator("#explain"))
                .containsText(Pattern.compile("wizard-fails.*Exit code.*3.*failed.*Error: no disk", Pattern.DOTALL));
        page.locator("button[data-action=acknowledge]").click();
        page.locator(".dialog-body input[name=reason]").fill("ticket 4711");
        page.locator(".dialog-body button.primary").click();
        assertThat(page.locator("rollout-page")).containsText("Acknowledged by admin");
        assertThat(page.locator("#explain")).containsText("acknowledge by admin: ticket 4711");
        shoot("rollout");
        assertThat(product.get("audit?size=20").path("items")).anySatisfy(entry -> {
            assertThat(entry.path("action").asText()).isEqualTo("rollout.acknowledge");
            assertThat(entry.path("target").asText()).isEqualTo("rollout " + id);
            assertThat(entry.path("detail").asText()).isEqualTo("ticket 4711");
        });

        JsonNode plan = RunningProduct.json(product.post("plans", "{\"fleet\": \"wizard\", \"servers\": []}")
                .body());
        product.post(
                "rollouts",
                "{\"planId\": \"" + plan.path("planId").asText() + "\", \"profile\": \"quick\", \"allowRemove\": 1}");
        Await.until(
                "what became of it is told after it has gone",
                Duration.ofSeconds(60),
                () -> product.get("servers/wizard-fails/explain")
                        .path("sentence")
                        .asText()
                        .startsWith("wizard-fails is gone: it was removed"));
    }
}
