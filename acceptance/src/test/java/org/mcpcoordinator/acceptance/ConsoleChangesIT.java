package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is changed is compared, promoted, taken back and accounted for in the console; each test has a fleet of its own. */
class ConsoleChangesIT extends ConsoleWalk {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A rollout of few built-in servers, as short as there is one. */
    private static final String SHORT = ", \"canary\": false, \"terms\": {\"phaseBakeSeconds\": 0}";

    private static final Map<String, Long> FLEETS = new HashMap<>();

    @AfterAll
    static void takeThemAway() {
        Map.copyOf(FLEETS).forEach((fleet, last) -> {
            if (!product.get("rollouts/" + last).hasNonNull("endedAt")) {
                product.post("rollouts/" + last + "/abort", "");
                Await.until(
                        "rollout " + last + " is over",
                        SOON,
                        () -> product.get("rollouts/" + last).hasNonNull("endedAt"));
            }
            start(fleet, "", SHORT);
        });
        FLEETS.values().forEach(last -> awaitState(last, "SUCCEEDED"));
    }

    @Test
    void twoRevisionsAreComparedAndOneIsGoneBackTo() {
        long first = revision("compared", builtin("compared-a", "as it was") + "," + builtin("compared-b", "same"));
        long second = revision("compared", builtin("compared-a", "as it is") + "," + builtin("compared-c", "new"));
        long third = revision("compared", builtin("compared-a", "newest") + "," + builtin("compared-c", "new"));
        signIn("revisions");
        page.locator("#revision-fleet").selectOption("compared");
        assertThat(page.locator("#revisions tbody tr")).hasCount(3);
        assertThat(comparison()).hasText("From revision " + second + " to " + third);
        assertThat(page.locator("#revision-diff tbody tr")).hasCount(1);

        page.locator("#revisions input[name=from][value='" + first + "']").check();
        page.locator("#revisions input[name=to][value='" + second + "']").check();
        assertThat(comparison()).hasText("From revision " + first + " to " + second);
        Locator changed = difference("compared-a");
        assertThat(changed.locator(".kind")).hasAttribute("data-k", "changed");
        assertThat(changed).containsText("title");
        assertThat(changed.locator(".before")).containsText("as it was");
        assertThat(changed.locator(".after")).containsText("as it is");
        assertThat(difference("compared-b").locator(".kind")).hasAttribute("data-k", "removed");
        assertThat(difference("compared-c").locator(".kind")).hasAttribute("data-k", "added");
        assertThat(page).hasURL(Pattern.compile("from=" + first + "&to=" + second + "$"));
        page.reload();
        assertThat(difference("compared-b")).hasCount(1);
        shoot("revisions");

        page.locator("#revisions a[href='rollouts/new?revision=" + first + "']").click();
        assertThat(page.locator("h1")).hasText("Back to revision " + first);
        assertThat(planned("compared-a").locator(".kind")).hasAttribute("data-k", "restart");
        assertThat(planned("compared-b").locator(".kind")).hasAttribute("data-k", "add");
        assertThat(planned("compared-c").locator(".kind")).hasAttribute("data-k", "remove");
        shoot("back");
        page.locator("select[name=profile]").selectOption("quick");
        page.locator("input[name=mayRemove]").check();
        page.locator("input[name=reason]").fill("it was better");
        page.locator("#start").click();
        assertThat(page.locator("rollout-page .head")).containsText("Succeeded");
        JsonNode newest = product.get("revisions?fleet=compared").path("items").path(0);
        assertThat(newest.path("id").asLong()).isGreaterThan(third);
        assertThat(newest.path("hash"))
                .isEqualTo(product.get("revisions/" + first).path("hash"));
        assertThat(newest.path("reason").asText()).isEqualTo("revert to revision " + first + ": it was better");
    }

    @Test
    void aPhaseWaitsForAPersonAndTheReceiptTellsWhoAndWhy() throws IOException {
        long id = start(
                "promoted",
                builtin("promoted-a", "one") + "," + builtin("promoted-b", "one") + "," + builtin("promoted-c", "one"),
                ", \"manual\": [0], \"terms\": {\"batchSize\": 1, \"phaseBakeSeconds\": 0, \"memoryPercent\": 99}");
        signIn("rollouts/" + id);
        assertThat(page.locator("rollout-page .head")).containsText("Awaiting promotion");
        assertThat(page.locator(".phase[data-now] .phase-name")).containsText("Canary");
        assertThat(page.locator(".batches li")).hasCount(1);
        assertThat(page.locator(".batches li")).containsText("Batch 1: 1 of 1 healthy, 0 failed");
        assertThat(gate("Healthy share").nth(3)).hasText("100%");
        assertThat(gate("Healthy share").nth(4)).hasText("95%");
        assertThat(gate("Memory for the next batch").nth(3)).hasText(Pattern.compile("^\\d+(\\.\\d)?%$"));
        assertThat(gate("Memory for the next batch").nth(4)).hasText("99%");
        shoot("promotion");

        page.locator("button[data-action=promote]").click();
        assertThat(page.locator(".dialog-body")).containsText("its gate has passed");
        answer("seen at work");
        assertThat(page.locator("rollout-page .head")).containsText("Succeeded");
        assertThat(page.locator("button[data-action=promote]")).hasCount(0);
        assertThat(page.locator(".events tbody tr").first()).containsText("Succeeded");
        assertThat(page.locator(".events")).containsText("promote by admin: seen at work");
        assertThat(page.locator(".events")).containsText("Phase passed");

        assertThat(downloaded("#report", "rollout-" + id + ".md"))
                .startsWith("# Rollout " + id + " of fleet promoted: SUCCEEDED\n")
                .contains("## Gates", "seen at work");
        JsonNode receipt = RunningProduct.json(downloaded("#report-json", "rollout-" + id + ".json"));
        assertThat(receipt).isEqualTo(product.get("rollouts/" + id + "/report"));
        assertThat(receipt.path("deeds").toString()).contains("rollout.promote", "seen at work");

        page.locator(".places a[href='audit']").click();
        Locator cells = page.locator("audit-page vaadin-grid-cell-content");
        assertThat(cells.filter(having("rollout.promote")).first()).isVisible();
        assertThat(cells.filter(having("rollout " + id)).first()).isVisible();
        assertThat(cells.filter(having("seen at work")).first()).isVisible();
        assertThat(page.locator("audit-page vaadin-grid")).containsText("admin");
    }

    @Test
    void whatBakesForLongIsRolledBackToWhatWasStable() {
        long stable = revision("returned", builtin("returned-a", "good") + "," + builtin("returned-b", "good"));
        long id = start(
                "returned",
                builtin("returned-a", "bad") + "," + builtin("returned-b", "bad"),
                ", \"canary\": false, \"terms\": {\"phaseBakeSeconds\": 3600}");
        signIn("rollouts/" + id);
        assertThat(page.locator(".phase[data-now] .phase-count")).hasText("2 / 2");
        assertThat(page.locator(".batches li")).containsText("Batch 1: 2 of 2 healthy, 0 failed");

        page.locator("button[data-action=rollback]").click();
        answer("customers complain");
        assertThat(page.locator("rollout-page .head")).containsText("Rolled back");
        assertThat(page.locator(".phase .phase-name").last()).containsText("Rollback");
        assertThat(page.locator(".facts").first()).containsText("revision " + stable);
        assertThat(page.locator(".events tbody tr").first()).containsText("Rolled back");
        assertThat(page.locator(".events")).containsText("rollback by admin: customers complain");
        assertThat(page.locator(".batches")).hasCount(0);
        shoot("rolled-back");
        assertThat(product.get("servers/returned-a")
                        .path("definition")
                        .path("config")
                        .path("title")
                        .asText())
                .isEqualTo("good");
    }

    @Test
    void aServersPageExplainsWhatItRestsOnAndWhatToTryNext() throws IOException {
        long mute = start("mute", """
                {"name": "explained-mute", "category": "dev-tools", "command": "/bin/sleep", "args": ["600"],
                 "health": {"deadlineSeconds": 4}}""", SHORT);
        awaitState(start("explained", """
                {"name": "explained-ends", "category": "dev-tools", "command": "/bin/sh",
                 "args": ["-c", "echo starting; echo Error: no licence >&2; exit 3"]}""", SHORT), "FAILED");
        signIn("servers/explained-ends");
        assertThat(page.locator("server-page .head")).containsText("Failed");
        page.locator("#why").click();
        Locator why = page.locator("#explain");
        assertThat(why).containsText("explained-ends is FAILED since ");
        assertThat(why.locator(".facts"))
                .containsText(Pattern.compile("Evidence\\s*(no process is known|process \\d+) on host"));
        assertThat(why.locator(".facts")).containsText(Pattern.compile("Exit code\\s*explained-ends: 3"));
        assertThat(why.locator("pre")).containsText("Error: no licence");
        assertThat(why.locator(".note")).containsText("its process ended; read what it said");
        assertThat(why.locator(".note code")).hasText("coordinator servers explained-ends logs");
        shoot("explained");
        assertThat(page.locator("log-tail pre")).containsText("Error: no licence");
        Files.writeString(
                product.data().resolve("agent/logs/servers/explained-ends-0.log"),
                "written while somebody looks\n",
                StandardOpenOption.APPEND);
        assertThat(page.locator("log-tail pre")).containsText("written while somebody looks");

        awaitState(mute, "FAILED");
        page.navigate(address("servers/explained-mute"));
        assertThat(page.locator("server-page .head")).containsText("Failed");
        page.locator("#why").click();
        assertThat(why.locator(".facts"))
                .containsText(Pattern.compile("Probe\\s*\\d.*: Nobody listens on its port", Pattern.DOTALL));
        assertThat(why.locator(".note code")).hasText("coordinator servers explained-mute logs");

        String well = product.get("servers?size=1&state=HEALTHY&category=database")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        Await.until(
                "it has been probed",
                SOON,
                () -> !product.get("servers/" + well + "/explain")
                        .path("copies")
                        .path(0)
                        .path("probes")
                        .isEmpty());
        page.navigate(address("servers/" + well));
        page.locator("#why").click();
        assertThat(why.locator(".facts"))
                .containsText(Pattern.compile("Probe\\s*\\d.*: answered in \\d+ ms", Pattern.DOTALL));
        assertThat(why.locator(".note")).hasCount(0);
    }

    private Locator comparison() {
        return page.locator("revisions-page section h2").last();
    }

    private Locator difference(String server) {
        return page.locator("#revision-diff tbody tr").filter(having(server));
    }

    private Locator planned(String server) {
        return page.locator("#plan tbody tr:has(.kind)").filter(having(server));
    }

    private Locator gate(String name) {
        return page.locator("table.gates tbody tr:has(td:nth-child(2):text-is('" + name + "'))")
                .first()
                .locator("td");
    }

    private static Locator.FilterOptions having(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private void answer(String reason) {
        page.locator(".dialog-body input[name=reason]").fill(reason);
        page.locator(".dialog-body .row button").last().click();
        assertThat(page.locator(".dialog-body")).hasCount(0);
    }

    private String downloaded(String link, String name) throws IOException {
        Download download = page.waitForDownload(() -> page.locator(link).click());
        assertThat(download.suggestedFilename()).isEqualTo(name);
        return Files.readString(download.path());
    }

    private static String builtin(String name, String title) {
        return "{\"name\": \"%s\", \"category\": \"dev-tools\", \"builtin\": \"devtools\", \"config\": {\"title\": \"%s\"}}"
                .formatted(name, title);
    }

    /** Rolls it out and gives the revision. */
    private static long revision(String fleet, String servers) {
        long id = start(fleet, servers, SHORT);
        awaitState(id, "SUCCEEDED");
        return product.get("rollouts/" + id).path("revision").asLong();
    }

    private static long start(String fleet, String servers, String more) {
        JsonNode plan = RunningProduct.json(
                product.post("plans", "{\"fleet\": \"" + fleet + "\", \"servers\": [" + servers + "]}")
                        .body());
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\": \"" + plan.path("planId").asText() + "\", \"profile\": \"quick\", \"allowRemove\": 9"
                        + more + "}");
        assertThat(started.statusCode()).as(plan + started.body()).isEqualTo(202);
        long id = RunningProduct.json(started.body()).path("id").asLong();
        FLEETS.put(fleet, id);
        return id;
    }

    private static void awaitState(long rollout, String state) {
        Await.until(
                "rollout " + rollout + " is " + state,
                SOON,
                () -> product.get("rollouts/" + rollout).path("state").asText().equals(state));
    }
}
