package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The console's page of upkeep: backups, restores, drills. */
class ConsoleUpkeepIT extends ConsoleWalk {
    @Test
    void aBackupIsTakenAndItsArchiveHasToBeCheckedBeforeItIsRestored() {
        long before = newestBackup();
        signIn("upkeep");
        page.locator("#back-up").click();
        page.locator(".dialog-body input[name=without]").check();
        page.locator(".dialog-body button.primary").click();
        // Other tests have made some, and sealed ones cannot be checked without their passphrase.
        Await.until("it has begun", Duration.ofSeconds(20), () -> newestBackup() > before);
        Locator newest = page.locator("#backups tr[data-run='" + newestBackup() + "']");
        assertThat(newest).containsText("Done");
        newest.locator("button[data-action=check]").click();
        page.locator(".dialog-body button.primary").click();
        assertThat(page.locator(".toast")).containsText("It is whole");

        Path archive =
                page.waitForDownload(() -> newest.locator("a.button").click()).path();
        page.locator("#restore input[type=file]").setInputFiles(archive);
        assertThat(page.locator("#restore-now")).isDisabled();
        page.locator("#restore button:not([type])").click();
        assertThat(page.locator("#restore .problem")).containsText("NOT_EMPTY");
        assertThat(visit.complaints()).allMatch(complaint -> complaint.contains("409"));
        visit.complaints().clear();
        page.locator("#restore input[name=replace]").check();
        page.locator("#restore button:not([type])").click();
        assertThat(page.locator("#found")).containsText("It is whole and fits here");
        assertThat(page.locator("#restore-now")).isEnabled();
        shoot("upkeep");

        page.locator("#purge button").click();
        page.locator(".dialog-body button.danger").click();
        assertThat(page.locator(".toast")).containsText("0 jobs' records deleted");
    }

    @Test
    void whatARestoreWouldLeaveAsItIsIsToldBeforeIt() throws IOException {
        page.route(
                "**/api/v1/restores/check*",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"createdAt\":\"2026-11-22T01:00:00Z\",\"node\":\"node-7\",\"product\":\"0.1.0\","
                                + "\"archive\":{\"guarded\":true,\"bytes\":4711,\"rows\":42},\"notes\":[],\"settings\":["
                                + "{\"name\":\"coordinator.health.interval-millis\",\"here\":\"\",\"archive\":\"10000\","
                                + "\"reason\":\"it stands in this node's configuration: set it there if the fleet is to run as"
                                + " before\"},{\"name\":\"coordinator.cluster.node-name\",\"here\":\"node-1\","
                                + "\"archive\":\"node-7\",\"reason\":\"it belongs to the machine\"}]}")));
        signIn("upkeep");
        page.locator("#restore input[type=file]")
                .setInputFiles(Files.writeString(product.data().resolve("some.zip"), "any"));
        page.locator("#restore button:not([type])").click();

        assertThat(page.locator("#settings tbody tr")).hasCount(2);
        Locator first = page.locator("#settings tbody tr").first();
        assertThat(first).containsText("coordinator.health.interval-millis");
        assertThat(first).containsText("not set");
        assertThat(first).containsText("10000");
        assertThat(first).containsText("it stands in this node's configuration");
        page.locator("#restore").scrollIntoViewIfNeeded();
        shoot("restore-settings");
    }

    @Test
    void aDrillAsksInPlainWordsAndShowsItsReport() {
        signIn("upkeep");
        // Another test kills the process of another category: what ends twice is started again later.
        Locator choice = page.locator(".choice[data-drill=kill-host-process]");
        choice.locator("select").selectOption("filesystem");
        choice.locator("button").click();
        assertThat(page.locator(".dialog-body"))
                .containsText("The process of the built-in servers of Files is killed. 3 servers go down together.");
        page.locator(".dialog-body button.danger").click();

        assertThat(page.locator("#drill")).hasAttribute("data-state", "RUNNING");
        assertThat(choice.locator("button")).isDisabled();
        assertThat(page.locator("#drill")).hasAttribute("data-state", "PASSED");
        assertThat(page.locator("#drill-steps li[data-done]")).hasCount(4);
        assertThat(page.locator("#drill-report")).containsText("calls failed");
        assertThat(page.locator("#drill-list tbody tr").first()).containsText("Passed");
        assertThat(choice.locator("button")).isEnabled();
        page.evaluate("scrollTo(0, 0)");
        shoot("drill");
    }

    @Test
    void whereDrillsCannotBeStartedTheirCommandsAreShownAndALostApiIsBorne() {
        String running = "{\"id\":3,\"drill\":\"cut-db\",\"target\":\"\",\"seconds\":9,\"startedBy\":\"ann\","
                + "\"startedAt\":\"2026-11-22T01:00:00Z\",\"state\":\"RUNNING\",\"detail\":\"\",\"report\":{\"step\":\"FAULT\","
                + "\"fault\":\"PostgreSQL is stopped\",\"faultAt\":\"2026-11-22T01:00:02Z\",\"struck\":0,\"others\":9,\"touched\":[]}}";
        AtomicInteger asked = new AtomicInteger();
        page.route(
                "**/api/v1/drills",
                route -> route.fulfill(
                        asked.getAndIncrement() == 0
                                ? new Route.FulfillOptions()
                                        .setContentType("application/json")
                                        .setBody("{\"possible\":false,\"items\":[" + running + "]}")
                                : new Route.FulfillOptions().setStatus(503).setBody("{\"code\":\"AGENT_AWAY\"}")));
        signIn("upkeep");

        assertThat(page.locator("#drills-elsewhere")).containsText("coordinator drill kill-server");
        assertThat(page.locator(".choice")).hasCount(0);
        assertThat(page.locator("#drill .note")).containsText("AGENT_AWAY");
        assertThat(page.locator("#drill")).hasAttribute("data-state", "RUNNING");
        page.unroute("**/api/v1/drills");
        assertThat(page.locator(".choice")).hasCount(3);
        assertThat(page.locator("#drill .note")).hasCount(0);
        assertThat(visit.complaints()).allMatch(complaint -> complaint.contains("503"));
        visit.complaints().clear();
    }

    private static long newestBackup() {
        return product.get("backups").path("items").path(0).path("id").asLong();
    }
}
