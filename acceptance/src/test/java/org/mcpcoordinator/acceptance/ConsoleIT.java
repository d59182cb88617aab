package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console in a real browser, used as people use it. Nothing may turn red in the browser's own console. */
@ExtendWith(RunningProduct.Provider.class)
class ConsoleIT {
    private static Chromium chromium;
    private static RunningProduct product;

    private Chromium.Visit visit;
    private Page page;

    @BeforeAll
    static void open(RunningProduct running) {
        chromium = Chromium.open();
        product = running;
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void newVisit() {
        visit = chromium.visit(1600, 1000);
        page = visit.page();
    }

    @AfterEach
    void nothingTurnedRed() {
        visit.close();
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsToldAndTheRightOneLeadsToTheFleet() {
        page.navigate(address(""));
        fill(product.adminName(), "not-the-password");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("User or password is wrong");
        // The refusal itself is what the browser reports as a failed request.
        assertThat(visit.complaints()).allMatch(complaint -> complaint.contains("401"));
        visit.complaints().clear();

        fill(product.adminName(), product.adminPassword());
        assertThat(page.locator("h1")).hasText("Fleet");
        assertThat(page).hasTitle("Fleet · Coordinator console");
    }

    @Test
    void everyServerHasItsTileAndItsCard() {
        signIn("");

        assertThat(page.locator(".block")).hasCount(10);
        assertThat(page.locator(".link")).hasAttribute("data-link", "live");
        assertThat(page.locator(".t[data-key]"))
                .hasCount(product.get("servers?size=1").path("total").asInt());

        Locator tile = page.locator(".t[data-key]").first();
        tile.focus();
        assertThat(page.locator("tile-card")).containsText(nameOf(tile));
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("tile-card"))
                .containsText(nameOf(page.locator(".t[data-key]").nth(1)));
    }

    @Test
    void aRestartIsSeenLive() {
        String server = server("filesystem");
        signIn("servers/" + server);
        String before = sinceInThePage(server);
        assertThat(before).isEqualTo(instance(server).path("since").asText());

        page.locator("button[data-action=restart]").click();
        page.locator(".dialog-body button.primary").click();
        assertThat(page.locator(".dialog-body")).hasCount(0);

        page.locator(".brand").click();
        assertThat(page.locator(".link")).hasAttribute("data-link", "live");
        Await.until(
                "the page has heard that it moved",
                Duration.ofSeconds(60),
                () -> !sinceInThePage(server).equals(before));
        assertThat(page.locator(".t[data-key='" + server + "/0']")).hasAttribute("data-s", "HEALTHY");
        assertThat(sinceInThePage(server))
                .isEqualTo(instance(server).path("since").asText());
        page.locator(".t[data-key='" + server + "/0']").click();
        assertThat(page.locator("server-page .facts")).containsText("Healthy");
    }

    /** Since when a server is as it is, as far as the page was told: what its tile is drawn from. */
    private String sinceInThePage(String server) {
        return (String) page.evaluate("""
                async (key) => {
                  const loaded = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/store.js'));
                  const { store } = await import(loaded.name);
                  return store.servers.get(key)?.since ?? '';
                }""", server + "/0");
    }

    @Test
    void serversAreSearchedAndOpened() {
        String server = server("database");
        signIn("servers");

        page.locator("input[type=search]").fill(server);
        assertThat(page.locator(".head [role=status]")).containsText(Pattern.compile("^1 of "));
        page.locator("vaadin-grid a[href$='" + server + "']").first().click();
        assertThat(page.locator("h1")).hasText(server);
        assertThat(page.locator("server-page .facts"))
                .containsText(instance(server).path("port").asText());
    }

    @Test
    void aToolIsTriedFromAFormOfItsSchema() {
        signIn("servers/" + server("database"));

        page.locator("details[data-tool=query] > summary").click();
        page.locator("details[data-tool=query] [data-field=sql] textarea").fill("SELECT 40 + 2 AS answer");
        page.locator("details[data-tool=query] button.primary").click();
        assertThat(page.locator("details[data-tool=query] .result")).containsText("42");
    }

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

    @Test
    void aTokenIsShownOnceAndCanBeRevoked() {
        signIn("users");

        page.locator("#add-token").click();
        page.locator("vaadin-text-field[name=name] input").fill("console-test");
        page.locator(".dialog-body button.primary").click();
        assertThat(page.locator("#new-token")).not().isEmpty();
        page.locator(".dialog-body button.primary").click();

        Locator row = page.locator("#tokens tr", new Page.LocatorOptions().setHasText("console-test"));
        assertThat(row).hasCount(1);
        assertThat(page.locator("#new-token")).hasCount(0);
        row.locator("button.danger").click();
        page.locator(".dialog-body button.danger").click();
        assertThat(row).hasCount(0);
    }

    @Test
    void aUserIsAddedMayEnterAndStandsInTheAuditTrail() {
        String name = "walker-" + Long.toString(System.nanoTime(), 36);
        signIn("users");
        page.locator("#add-user").click();
        Locator field = page.locator("vaadin-text-field[name=name]");
        field.locator("input").fill("no such: name");
        field.locator("input").blur();
        assertThat(field).hasAttribute("invalid", "");
        field.locator("input").fill(name);
        page.locator("vaadin-password-field[name=password] input").fill("a horse of another colour");
        page.locator(".dialog-body button.primary").click();

        Locator row = page.locator("#users tbody tr", new Page.LocatorOptions().setHasText(name));
        assertThat(row).containsText("viewer");
        page.locator(".places a[href='audit']").click();
        Locator entry = page.locator(
                "audit-page vaadin-grid vaadin-grid-cell-content", new Page.LocatorOptions().setHasText(name));
        assertThat(entry.first()).isVisible();

        Chromium.Visit other = chromium.visit(1600, 1000);
        other.page().navigate(address("secrets"));
        other.page().locator("input[name=user]").fill(name);
        other.page().locator("input[name=password]").fill("a horse of another colour");
        other.page().locator("login-page button.primary").click();
        assertThat(other.page().locator("main.outlet h1")).isVisible();
        other.close();
    }

    @Test
    void everyPageSpeaksThai() {
        signIn("");
        page.locator("button[lang=th]").click();

        assertThat(page.locator("html")).hasAttribute("lang", "th");
        assertThat(page.locator("h1")).hasText("ฟลีต");
        for (String path : new String[] {"servers", "rollouts", "nodes", "users", "secrets", "upkeep", "audit"}) {
            page.locator(".places a[href='" + path + "']").click();
            assertThat(page.locator(".places a[aria-current]")).hasAttribute("href", path);
            assertThat(page.locator("h1")).hasText(Pattern.compile("[\u0E00-\u0E7F]"));
        }
        page.reload();
        assertThat(page.locator("html")).hasAttribute("lang", "th");
    }

    @Test
    void itFitsADarkPhone() {
        visit.close();
        visit = chromium.visit(390, 844);
        page = visit.page();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        signIn("");

        assertThat(page.locator(".t[data-key]").first()).isVisible();
        int wider = ((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue();
        assertThat(wider).isLessThanOrEqualTo(0);
        assertThat((String) page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
                .isEqualTo("rgb(18, 22, 27)");
        byte[] picture = page.screenshot(new Page.ScreenshotOptions()
                .setPath(RunningProduct.ROOT.resolve(Path.of("acceptance/target/console-dark-phone.png"))));
        assertThat(picture).hasSizeGreaterThan(10_000);
    }

    @Test
    void noPageShutsAnybodyOut() {
        List<String> shut = new ArrayList<>();
        signIn("");
        for (String path : new String[] {
            "",
            "servers",
            "servers/" + server("database"),
            "add",
            "rollouts",
            "rollouts/new",
            "revisions",
            "nodes",
            "users",
            "secrets",
            "upkeep",
            "audit"
        }) {
            page.navigate(address(path));
            assertThat(page.locator("main.outlet h1")).isVisible();
            if (path.startsWith("servers/")) {
                // A log that is followed keeps a request open.
                page.locator("log-tail input[type=checkbox]").uncheck();
            }
            page.waitForLoadState(LoadState.NETWORKIDLE);
            for (Rule rule : new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()) {
                shut.add(path + ": " + rule.getHelp() + " "
                        + rule.getNodes().get(0).getHtml());
            }
        }
        assertThat(shut).isEmpty();
    }

    @Test
    void whatIsServedForbidsWhatIsInline() {
        Response answer = page.navigate(address(""));

        assertThat(answer.headerValue("content-security-policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-inline");
        assertThat(answer.headerValue("x-content-type-options")).isEqualTo("nosniff");
    }

    /** For whoever wants to see it: wide, and narrow and dark. */
    private void shoot(String name) {
        page.screenshot(picture(name));
        page.setViewportSize(390, 844);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        int wider = ((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue();
        assertThat(wider).as(name + " on a phone").isLessThanOrEqualTo(0);
        page.screenshot(picture(name + "-phone"));
        page.setViewportSize(1600, 1000);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(RunningProduct.ROOT.resolve("acceptance/target/console-" + name + ".png"));
    }

    private void signIn(String path) {
        page.navigate(address(path));
        fill(product.adminName(), product.adminPassword());
        assertThat(page.locator("main.outlet h1")).isVisible();
    }

    private void fill(String user, String password) {
        page.locator("input[name=user]").fill(user);
        page.locator("input[name=password]").fill(password);
        page.locator("login-page button.primary").click();
    }

    private static String address(String path) {
        return product.base().resolve("console/" + path).toString();
    }

    private static String nameOf(Locator tile) {
        return tile.getAttribute("data-key").replaceFirst("/0$", "");
    }

    private static String server(String category) {
        return product.get("servers?size=1&state=HEALTHY&category=" + category)
                .path("items")
                .path(0)
                .path("name")
                .asText();
    }

    private static JsonNode instance(String server) {
        return product.get("servers/" + server).path("instances").path(0);
    }
}
