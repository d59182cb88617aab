package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            npx -y @modelcontextprotocol/server-memory,             npm, @modelcontextprotocol/server-memory, '',     ''
            npx @modelcontextprotocol/server-memory@2026.8.31,      npm, @modelcontextprotocol/server-memory, 2026.8.31, ''
            npx --yes memory@^1.2 /data,                            npm, memory, ^1.2, ''
            npx -p memory@1.0.0 other --flag,                       npm, memory, 1.0.0, other
            npx -y --package=memory other,                          npm, memory, '', other
            uvx mcp-server-time,                                    uv, mcp-server-time, '', ''
            uvx mcp-server-time@1.2,                                uv, mcp-server-time, 1.2, ''
            uvx mcp-server-time@latest,                             uv, mcp-server-time, '', ''
            uvx mcp-server-time==1.2 --zone X,                      uv, mcp-server-time, 1.2, ''
            uvx --from mcp[cli]>=1.0 mcp run,                       uv, mcp[cli], >=1.0, mcp
            """)
    void whatUsersWriteIsRead(String line, String manager, String name, String wanted, String program) {
        Recipe recipe = Recipe.of(List.of(line.split(" "))).orElseThrow();

        assertThat(recipe.manager().id()).isEqualTo(manager);
        assertThat(recipe.name()).isEqualTo(name);
        assertThat(recipe.wanted()).isEqualTo(wanted);
        assertThat(recipe.program()).isEqualTo(program);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npx -y memory /data",
                "npx --package memory@^1 other -v",
                "uvx mcp-server-time --zone X",
                "uvx --from mcp[cli] mcp run"
            })
    void whatIsPinnedReadsBackAsItself(String line) {
        Recipe asked = Recipe.of(List.of(line.split(" "))).orElseThrow();
        List<String> pinned = asked.pinned("3.2.1");

        Recipe again = Recipe.of(pinned).orElseThrow();
        assertThat(again.wanted()).isEqualTo("3.2.1");
        assertThat(again.exact()).isTrue();
        assertThat(again.arguments()).isEqualTo(asked.arguments());
        assertThat(again.program()).isEqualTo(asked.program());
        assertThat(again.pinned("3.2.1")).isEqualTo(pinned);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c|id",
                "--call=id",
                "--registry=http://x|memory",
                "--prefix|/|memory",
                "file:/etc",
                "../up",
                "https://x/y.tgz",
                "git+ssh://x/y",
                "user/repository",
                "memory@npm:other",
                "memory@file:..",
                "a;id",
                "$(id)",
                "a\nb",
                "${secret:NAME}",
                "-y",
                "-p"
            })
    void whatCouldFetchFromElsewhereOrRunMoreIsRefusedWithItsPlace(String words) {
        List<String> argv = new ArrayList<>(List.of("npx"));
        argv.addAll(List.of(words.split("\\|")));

        assertThatThrownBy(() -> Recipe.read(argv)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Recipe.of(argv)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp-server-git@x",
                "mcp-server-git@v1.2",
                "mcp-server-git@-x",
                "mcp-server-git@[x]",
                "mcp-server-git@1.*",
                "mcp-server-git@1|mcp-server-git",
                "mcp-server-git@^1",
                "mcp-server-git ; x",
                "--from|mcp-server-git@x|mcp-server-git"
            })
    void noVersionContinuesTheNameOfAPackageOfPyPI(String words) {
        List<String> argv = new ArrayList<>(List.of("uvx"));
        argv.addAll(List.of(words.replace("1|mcp", "1 mcp").split("\\|")));

        assertThatThrownBy(() -> Recipe.read(argv)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Recipe.of(argv)).isEmpty();
    }

    @Test
    void otherProgramsAreNoRecipes() {
        assertThat(Recipe.of(List.of("node", "npx"))).isEmpty();
        assertThat(Recipe.of(List.of("/usr/bin/npx", "memory"))).isEmpty();
    }
}
