package org.mcpcoordinator.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The MCP Inspector as a client of the gateway, on the command line and, of many servers as one, as a page; with a token made for it. */
@ExtendWith(RunningProduct.Provider.class)
class InspectorIT {
    private static final String TOKEN = "inspector-test";

    private static RunningProduct product;
    private static Inspector inspector;

    @BeforeAll
    static void configure(RunningProduct running) throws IOException {
        Path modules = Peers.install();
        product = running;
        String token = RunningProduct.json(running.post("tokens", "{\"name\":\"" + TOKEN + "\",\"role\":\"operator\"}")
                        .body())
                .path("token")
                .asText();
        String server = running.get("servers?size=1&state=HEALTHY&category=dev-tools")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        inspector = new Inspector(modules, """
                {"mcpServers": {
                  "all":      {"type": "http", "url": "%6$s", "headers": {"Authorization": "Bearer %3$s"}},
                  "legacy":   {"type": "http", "protocolEra": "legacy", "url": "%1$s%2$s", "headers": {"Authorization": "Bearer %3$s"}},
                  "modern":   {"type": "http", "protocolEra": "modern", "url": "%1$s%2$s", "headers": {"Authorization": "Bearer %3$s"}},
                  "piped":    {"command": "%4$s", "args": ["stdio", "--server", "%2$s", "--data", "%5$s"],
                               "env": {"COORDINATOR_BUILD": "never"}},
                  "stranger": {"type": "http", "url": "%1$sno-such-server", "headers": {"Authorization": "Bearer %3$s"}}
                }}""".formatted(
                        running.base().resolve("mcp/s/"),
                        server,
                        token,
                        RunningProduct.ROOT.resolve("coordinator"),
                        running.data(),
                        running.base().resolve("mcp/c/dev-tools")));
    }

    @AfterAll
    static void revokeTheToken() {
        if (product == null) {
            return;
        }
        for (JsonNode token : product.get("tokens").path("items")) {
            if (token.path("name").asText().equals(TOKEN)) {
                product.send(product.request("api/v1/tokens/" + token.path("id").asText())
                        .DELETE()
                        .build());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern", "piped"})
    void theCommandLineListsToolsAndCallsOne(String era) {
        Commands.Outcome tools = inspector.cli(era, "tools/list");
        assertThat(tools.exitCode()).as(tools.output()).isZero();
        assertThat(tools.output()).contains("\"parse_url\"");

        Commands.Outcome called = inspector.cli(
                era, "tools/call", "--tool-name", "parse_url", "--tool-arg", "url=https://example.org:8443/a");
        assertThat(called.exitCode()).as(called.output()).isZero();
        assertThat(called.output()).contains("\"port\":8443", "\"isError\":false");
    }

    @Test
    void aServerThatDoesNotExistIsNamed() {
        Commands.Outcome refused = inspector.cli("stranger", "tools/list");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("there is no server named no-such-server");
    }

    @Test
    void thePageConnectsAndCallsATool() throws IOException {
        try (Chromium chromium = Chromium.open();
                Chromium.Visit visit = chromium.visit(1600, 1000);
                Inspector.Web web = inspector.web()) {
            Page page = visit.page();
            page.navigate(web.address());
            // The switch itself is invisible, as such switches are; the first card is the first of the configuration.
            page.getByRole(AriaRole.SWITCH).first().dispatchEvent("click");
            Locator tools = page.getByText("Tools", new Page.GetByTextOptions().setExact(true));
            tools.first().click();
            page.getByText("__parse_url").first().click();
            page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("url"))
                    .fill("https://example.org:8443/a");
            page.getByText("Execute Tool").click();

            assertThat(page.getByText("Structured Output")).isVisible();
            assertThat(page.locator("body")).containsText("8443");
        }
    }
}
