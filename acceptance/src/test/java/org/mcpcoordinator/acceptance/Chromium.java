package org.mcpcoordinator.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine's Chromium, driven by Playwright; a test is skipped where there is none. */
final class Chromium implements AutoCloseable {
    /** A busy machine is slow, not wrong. */
    private static final double PATIENCE_MILLIS = 60_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium open() {
        Path program = Requirement.program("chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of(
                                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")));
        return new Chromium(playwright, browser);
    }

    /** A page in a browser that knows nothing yet; complaints are what it would show red in its console. */
    Visit visit(int width, int height) {
        return visit(new Browser.NewContextOptions().setViewportSize(width, height));
    }

    /** As {@link #visit(int, int)}, by somebody who answers when the browser itself asks for name and password. */
    Visit visit(int width, int height, String user, String password) {
        return visit(
                new Browser.NewContextOptions().setViewportSize(width, height).setHttpCredentials(user, password));
    }

    private Visit visit(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options.setLocale("en-GB"));
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        List<String> complaints = new CopyOnWriteArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return new Visit(context, page, complaints);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** A browser of one test. */
    record Visit(BrowserContext context, Page page, List<String> complaints) implements AutoCloseable {
        @Override
        public void close() {
            context.close();
        }
    }
}
