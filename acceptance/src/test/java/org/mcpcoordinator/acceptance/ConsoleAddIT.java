package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Servers that somebody has already come in by the console: looked at, tried, given what they miss, planned. */
class ConsoleAddIT extends ConsoleWalk {
    private static final String SECRET = "arrives.API_KEY";

    @Test
    void aForeignFileIsLookedAtTriedFilledInAndPlanned() {
        signIn("servers");
        page.locator("a[href=add]").click();
        page.locator("#foreign-file").fill(foreign());
        page.locator("input[name=fleet]").fill("arrivals");
        page.locator("#look").click();

        assertThat(arrival("arrives")).hasAttribute("data-outcome", "ADD");
        assertThat(arrival("box")).hasAttribute("data-outcome", "CANNOT");
        afterAPackage(() -> {
            arrival("far").locator("[data-try]").click();
            assertThat(arrival("far").locator(".trial")).hasAttribute("data-state", "ANSWERED");
        });
        assertThat(arrival("far").locator(".trial")).containsText("It was asked at its address");
        arrival("far").locator("input[type=checkbox]").uncheck();
        assertThat(arrival("far")).hasAttribute("data-outcome", "LEFT");
        arrival("arrives").locator("select").selectOption("business");
        assertThat(page.locator("#look-counts")).hasText(Pattern.compile("^1 of 3 "));

        arrival("arrives").locator("[data-try]").click();
        assertThat(arrival("arrives").locator(".problem")).containsText(SECRET);
        visit.complaints().removeIf(complaint -> complaint.contains("400"));
        page.locator("#missing input").fill("arrival-value");
        arrival("arrives").locator("[data-try]").click();
        assertThat(arrival("arrives").locator(".trial")).hasAttribute("data-state", "ANSWERED");
        assertThat(arrival("arrives").locator(".trial")).containsText("piped 1");
        arrival("arrives")
                .locator(".trial details")
                .first()
                .locator("summary")
                .first()
                .click();
        assertThat(arrival("arrives").locator("[data-tool=echo]")).isVisible();
        shoot("add");

        page.locator("#plan-import").click();
        assertThat(page.locator("#plan-counts .kind[data-k=add]")).containsText("1");
        assertThat(page.locator("#plan-programs")).containsText("arrives");
        assertThat(page.locator("#start")).isVisible();

        page.locator(".places a[href=secrets]").click();
        Locator row = page.locator("#secrets tr[data-secret='" + SECRET + "']");
        assertThat(row).containsText("no server");
        assertThat(page.locator("secrets-page")).not().containsText("arrival-value");
        shoot("secrets");
        row.locator("button.danger").click();
        page.locator(".dialog-body button.danger").click();
        assertThat(row).hasCount(0);
    }

    @Test
    void aBuiltInTypeOfAFleetFileIsTriedBeforeItIsPlanned() {
        signIn("add");
        page.locator("#foreign-file").fill("""
                {"fleet": "arrivals", "servers": [
                  {"name": "shop-db", "category": "database", "builtin": "sql", "config": {}},
                  {"name": "notes", "category": "filesystem", "builtin": "files", "config": {"root": "/no/such/folder"}}]}""");
        page.locator("#look").click();
        page.locator("#try-fleet > summary").click();
        visit.complaints().removeIf(complaint -> complaint.contains("422") || complaint.contains("400"));

        page.locator("#try-fleet input[name=tried]").fill("notes");
        page.locator("#try-fleet [data-try]").click();
        assertThat(page.locator("#try-fleet .trial")).hasAttribute("data-state", "FAILED");
        assertThat(page.locator("#try-fleet .trial")).containsText("is no folder on this host");
        page.locator("#try-fleet input[name=tried]").fill("shop-db");
        page.locator("#try-fleet [data-try]").click();
        assertThat(page.locator("#try-fleet .trial")).hasAttribute("data-state", "ANSWERED");
        shoot("try-fleet");
    }

    @Test
    void aServerOfARegistryIsFoundPickedAndLookedAt() {
        signIn("add");
        page.locator("#registry > summary").click();
        assertThat(page.locator("#registry-unset")).containsText("coordinator.intake.registry");
        visit.complaints().removeIf(complaint -> complaint.contains("404"));

        try (TinyRegistry registry = TinyRegistry.start()) {
            named("add(value=" + registry.address() + ")");
            page.reload();
            page.locator("#registry > summary").click();
            assertThat(page.locator("#registry-found > li")).hasCount(2);
            page.locator("#registry-more").click();
            assertThat(page.locator("#registry-found > li")).hasCount(4);
            page.locator("#registry input[name=words]").fill("shelf");
            page.locator("#registry input[name=words]").press("Enter");
            assertThat(page.locator("#registry-found > li")).hasCount(1);
            Locator shelf = page.locator("[data-entry='org.example/shelf']");
            assertThat(shelf).hasAttribute("data-way", "NPX");
            assertThat(shelf).containsText("Reads a folder");
            assertThat(shelf).containsText("1.2.0");
            shelf.locator("input").check();
            page.locator("#registry input[name=words]").fill("");
            page.locator("#registry input[name=words]").press("Enter");
            page.locator("[data-entry='org.example/far'] input").check();
            shoot("registry");
            page.locator("#registry-take").click();

            assertThat(arrival("shelf")).hasAttribute("data-outcome", "ADD");
            assertThat(arrival("shelf")).containsText("npx -y @example/shelf@1.2.0");
            assertThat(arrival("far")).hasAttribute("data-outcome", "ADD");
            assertThat(page.locator("#missing")).containsText("far.X-Api-Key");
            assertThat(registry.questions()).anyMatch(question -> question.contains("search=shelf"));
        } finally {
            named("remove");
        }
    }

    private static void named(String operation) {
        Commands.Outcome told = product.jbossCli("/system-property=coordinator.intake.registry:" + operation);
        assertThat(told.exitCode()).as(told.output()).isZero();
    }

    /** The first trial is told that a package is on the way, as by a host that is still installing it. */
    private void afterAPackage(Runnable trial) {
        AtomicBoolean first = new AtomicBoolean(true);
        page.route("**/api/v1/trials", route -> {
            if (first.getAndSet(false)) {
                route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/problem+json")
                        .setBody("{\"code\":\"PACKAGES_ON_THE_WAY\",\"title\":\"on the way\",\"status\":503}"));
            } else {
                route.resume();
            }
        });
        trial.run();
        assertThat(first).as("one answer was made up").isFalse();
        page.unroute("**/api/v1/trials");
        visit.complaints().removeIf(complaint -> complaint.contains("503"));
    }

    /** A program with a gap, one that needs a container, and one far away. */
    private static String foreign() {
        return """
                {"mcpServers": {
                  "arrives": {"command": "%s", "args": ["-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                    "%s", "%s", "tools"], "env": {"API_KEY": "<your key>"}},
                  "box": {"command": "docker", "args": ["run", "-i", "mcp/box"]},
                  "far": {"url": "http://127.0.0.1:%d/mcp"}}}""".formatted(
                        Path.of(System.getProperty("java.home"), "bin/java"),
                        RunningProduct.ROOT.resolve("acceptance/target/test-classes"),
                        PipedProgram.class.getName(),
                        product.get("servers?category=dev-tools&size=1")
                                .at("/items/0/port")
                                .asInt());
    }

    private Locator arrival(String server) {
        return page.locator("#arrivals > li[data-server='" + server + "']");
    }
}
