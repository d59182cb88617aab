package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console's fleet, servers, users, languages and safety. */
class ConsoleIT extends ConsoleWalk {
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
    void toolsAreFoundByWhatIsToBeDoneWithTheKeyboardAlone() {
        signIn("tools");
        assertThat(page.locator("#tools-count")).containsText(Pattern.compile("^[0-9,]+ tools, by name"));
        page.locator("input[name=q]").focus();
        page.keyboard().type("run a query on the database");
        page.keyboard().press("Enter");
        assertThat(page.locator("#tools-count")).containsText("those that fit best first");
        Locator first = page.locator("#found > li").first();
        assertThat(first).containsText("query");
        assertThat(first.locator("a[href^='servers/']")).isVisible();
        first.locator("details > summary").first().focus();
        page.keyboard().press("Enter");
        assertThat(first.locator("dl.facts dt").first()).isVisible();
        assertThat(page).hasURL(Pattern.compile("tools\\?q=run\\+a\\+query"));
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
    void aTokenIsShownOnceAndCanBeRevoked() {
        signIn("users");

        page.locator("#add-token").click();
        page.locator("vaadin-text-field[name=name] input").fill("console-test");
        page.locator(".dialog-body details > summary").click();
        page.locator("vaadin-text-field[name=servers] input").fill("dev-*, nobody");
        page.locator("vaadin-text-field[name=callsPerSecond] input").fill("20");
        page.locator(".dialog-body button.primary").click();
        assertThat(page.locator("#new-token")).not().isEmpty();
        page.locator(".dialog-body button.primary").click();

        Locator row = page.locator("#tokens tr", new Page.LocatorOptions().setHasText("console-test"));
        assertThat(row).hasCount(1);
        assertThat(row.locator(".token-scope")).containsText("dev-*, nobody");
        row.locator("button:not(.danger)").click();
        assertThat(page.locator("vaadin-text-field[name=callsPerSecond] input")).hasValue("20");
        page.locator("vaadin-text-field[name=servers] input").fill("");
        page.locator(".dialog-body button.primary").click();
        assertThat(row.locator(".token-scope")).not().containsText("nobody");
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
        for (String path :
                new String[] {"servers", "tools", "rollouts", "nodes", "users", "secrets", "upkeep", "audit"}) {
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
            "tools?q=run+a+query",
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
            if (path.startsWith("tools")) {
                page.locator("#found details > summary").first().click();
                page.locator("#found details details > summary").first().click();
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
