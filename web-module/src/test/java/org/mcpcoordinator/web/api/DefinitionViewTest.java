package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

class DefinitionViewTest {
    private static DefinitionView view(RemoteAuth auth) {
        return DefinitionView.of(new ServerDefinition(
                "remote",
                "",
                Category.API,
                new Way.Url("https://remote.example/mcp", Map.of(), Optional.of(auth)),
                1,
                ServerDefinition.Health.USUAL,
                false,
                1,
                0,
                false,
                false,
                new CallRate(50, 0, 8),
                "h"));
    }

    @Test
    void howTheCoordinatorSignsInIsToldAndWhatIsSecretIsNot() {
        DefinitionView bySecret = view(new RemoteAuth(
                "client", "${secret:REMOTE}", "", "RS256", "", "", "https://login.example", List.of("read")));
        assertThat(bySecret.auth())
                .isEqualTo(new DefinitionView.AuthView(new DefinitionView.OAuthView(
                        "client", "secret", null, null, null, "https://login.example", List.of("read"))));
        DefinitionView byKey = view(new RemoteAuth("client", "", "${secret:KEY}", "ES256", "k1", "", "", List.of()));
        assertThat(byKey.auth())
                .isEqualTo(new DefinitionView.AuthView(
                        new DefinitionView.OAuthView("client", "key", null, "ES256", "k1", null, null)));
        assertThat(bySecret + "" + byKey).doesNotContain("REMOTE").doesNotContain("KEY");
    }

    @Test
    void aLimitThatThereIsNotIsLeftOut() {
        assertThat(view(new RemoteAuth("client", "s", "", "RS256", "", "", "", List.of()))
                        .calls())
                .isEqualTo(new DefinitionView.CallsLimitView(50, 50, 8));
    }
}
