package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The console in a real browser, used as people use it: each test is a visit of its own. Nothing may turn red in the browser's
 * own console.
 */
@ExtendWith(RunningProduct.Provider.class)
abstract class ConsoleWalk {
    static RunningProduct product;
    static Chromium chromium;

    Chromium.Visit visit;
    Page page;

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

    /** For whoever wants to see it: wide, and narrow and dark. */
    void shoot(String name) {
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

    void signIn(String path) {
        page.navigate(address(path));
        fill(product.adminName(), product.adminPassword());
        assertThat(page.locator("main.outlet h1")).isVisible();
    }

    void fill(String user, String password) {
        page.locator("input[name=user]").fill(user);
        page.locator("input[name=password]").fill(password);
        page.locator("login-page button.primary").click();
    }

    static String address(String path) {
        return product.base().resolve("console/" + path).toString();
    }
}
