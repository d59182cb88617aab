package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The job {@code rollout} as an administrator of WildFly starts it, with nothing but what WildFly brings. */
@ExtendWith(RunningProduct.Provider.class)
class AdminConsoleIT {
    private static final Duration ROLLED_OUT = Duration.ofSeconds(90);
    private static final String MODULE = "/deployment=coordinator.ear/subdeployment=batch-jobs.jar";

    private final RunningProduct product;
    private JsonNode before;

    AdminConsoleIT(RunningProduct product) {
        this.product = product;
        this.before = newest();
    }

    @BeforeEach
    void remember() {
        before = newest();
    }

    @Test
    void theAdminConsoleStartsTheJobAndShowsItCompleted() {
        try (Chromium chromium = Chromium.open();
                Chromium.Visit visit = chromium.visit(1600, 1000, product.adminName(), product.adminPassword())) {
            Page page = visit.page();
            page.navigate(console("runtime;path=standalone-server-column~standalone-host-localhost!rss~batch-jberet"));
            Locator job = page.locator("#job-coordinatorear-batch-jobsjar-rollout");
            job.click();
            int earlier = newestExecution(page);
            job.locator(".dropdown-toggle").click();
            job.getByText("Start").click();
            page.getByRole(AriaRole.DIALOG)
                    .locator(".modal-footer")
                    .getByText("Start")
                    .click();

            rolledOut();
            // WildFly reads the list anew a little later; of a database that was restored it begins empty.
            Await.until("its execution is listed", ROLLED_OUT, () -> newestExecution(page) > earlier);
            String execution = Integer.toString(newestExecution(page));
            page.navigate(console("job-runtime;deployment=coordinator.ear;subdeployment=batch-jobs.jar;name=rollout"));
            // Key by key: the console listens to keys, and the list has pages of ten.
            Locator filter = page.getByPlaceholder("Filter by Execution ID");
            filter.pressSequentially(execution);
            filter.press("Enter");
            assertThat(page.locator("#execution-" + execution)).containsText("COMPLETED");
        }
    }

    @Test
    void jbossCliStartsTheJobWithoutParameters() {
        Matcher started = Pattern.compile("\"result\" => (\\d+)L?")
                .matcher(cli(MODULE + "/subsystem=batch-jberet:start-job(job-xml-name=rollout)"));
        assertThat(started.find()).isTrue();

        rolledOut();
        String execution = MODULE + "/subsystem=batch-jberet/job=rollout/execution=" + started.group(1);
        Await.until(
                "its execution is COMPLETED",
                ROLLED_OUT,
                () -> cli(execution + ":read-attribute(name=batch-status)").contains("COMPLETED"));
    }

    /** A rollout of the newest fleet has come, was carried out in the usual phases, and is in the audit trail. */
    private void rolledOut() {
        Await.until("a new rollout has succeeded", ROLLED_OUT, () -> {
            JsonNode now = newest();
            return now.path("id").asLong() > before.path("id").asLong()
                    && now.path("state").asText().equals("SUCCEEDED");
        });
        JsonNode now = newest();
        assertThat(now.path("startedBy").asText()).isEqualTo("wildfly");
        assertThat(now.path("profile").asText()).isEqualTo("careful");
        assertThat(now.path("revision").asLong())
                .isGreaterThanOrEqualTo(before.path("revision").asLong());
        assertThat(product.get("audit?size=10").path("items"))
                .anySatisfy(entry -> assertThat(entry.toString())
                        .contains("\"rollout " + now.path("id").asLong() + "\"", "\"rollout.start\"", "\"batch\""));
    }

    private JsonNode newest() {
        return product.get("rollouts").path("items").path(0);
    }

    /** Asked of WildFly by the page itself, which is logged in: the list on the page has pages of its own. */
    private static int newestExecution(Page page) {
        return ((Number) page.evaluate("""
                fetch('/management/deployment/coordinator.ear/subdeployment/batch-jobs.jar/subsystem/batch-jberet'
                    + '/job/rollout?operation=resource&include-runtime=true')
                  .then(answer => answer.json())
                  .then(job => Math.max(0, ...Object.keys(job.execution ?? {})))""")).intValue();
    }

    private String console(String place) {
        return "http://127.0.0.1:" + product.managementPort() + "/console/index.html#" + place;
    }

    private String cli(String command) {
        Commands.Outcome outcome = product.jbossCli(command);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
