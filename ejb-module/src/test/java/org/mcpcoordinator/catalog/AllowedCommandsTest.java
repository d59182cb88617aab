package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedCommandsTest {
    @ParameterizedTest
    @CsvSource({
        "node,              node,               true",
        "node,              /usr/bin/node,      false",
        "node,              nodejs,             false",
        "/usr/bin/node,     /usr/bin/node,      true",
        "/opt/mcp/,         /opt/mcp/a/server,  true",
        "/opt/mcp/,         /opt/mcpserver,     false",
        "/opt/mcp,          /opt/mcp/server,    false",
        "npm:*,             npm:memory,         true",
        "npm:*,             uv:memory,          false",
        "npm:@good/*,       npm:@good/memory,   true",
        "npm:@good/*,       npm:@goodies/x,     false",
        "npm:memory,        npm:memory2,        false",
        "*,                 /bin/sh,            true"
    })
    void anEntryCoversWhatItNames(String entry, String program, boolean allowed) {
        assertThat(AllowedCommands.of(" x , " + entry).allows(new Executable(program, program, List.of())))
                .isEqualTo(allowed);
    }

    @Test
    void byItselfItAllowsRuntimesAndPackagesAndNoShell() {
        AllowedCommands usual = AllowedCommands.of(AllowedCommands.USUAL);
        assertThat(usual.allows(new Executable("npm:@x/y", "", List.of()))).isTrue();
        assertThat(usual.allows(new Executable("node", "", List.of()))).isTrue();
        assertThat(usual.allows(new Executable("sh", "", List.of()))).isFalse();
        assertThat(usual.allows(new Executable("/tmp/server", "", List.of()))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'npm:@corp/*',                  false",
        "'npm:@corp/*,env:NODE_PATH',    false",
        "'npm:@corp/*,env:NODE_OPTIONS', true",
        "'npm:@corp/*,env:NODE_*',       true",
        "'env:NODE_OPTIONS',             false",
        "'*',                            true"
    })
    void aVariableThatLoadsCodeNeedsAnEntryOfItsOwn(String entries, boolean allowed) {
        Executable loading = executable(
                List.of("npx", "-y", "@corp/x"),
                Map.of("NODE_OPTIONS", "--import=data:text/javascript,", "LEVEL", "debug"));

        assertThat(AllowedCommands.of(entries).allows(loading)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NODE_OPTIONS",
                "LD_PRELOAD",
                "GIT_CONFIG_COUNT",
                "GIT_SSH_COMMAND",
                "OPENSSL_CONF",
                "GCONV_PATH",
                "LUA_INIT",
                "LUA_INIT_5_4",
                "BUN_OPTIONS",
                "DENO_DIR",
                "DOTNET_STARTUP_HOOKS",
                "CORECLR_PROFILER_PATH",
                "npm_config_registry",
                "PYTHONPATH",
                "PERLLIB",
                "MAVEN_OPTS",
                "BASH_ENV",
                "HOME",
                "PATH"
            })
    void variablesOfRuntimesThatLoadCodeAreKnown(String name) {
        assertThat(executable(List.of("/opt/x"), Map.of(name, "x")).variables()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NODE_ENV", "PYTHONUNBUFFERED", "MEMORY_FILE_PATH", "API_KEY", "GIT_AUTHOR_NAME", "TZ", "LANG"})
    void variablesThatLoadNothingNeedNoEntry(String name) {
        assertThat(executable(List.of("/opt/x"), Map.of(name, "x")).variables()).isEmpty();
    }

    private static Executable executable(List<String> argv, Map<String, String> env) {
        return Executable.of(new Way.Command(argv, env, Way.Transport.STDIO, "/mcp"))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:", "env:*", "env:A-B", "no*de", "/opt/*", "/opt/../etc/", "a/b", "pip:x", "npm:a*b"})
    void anEntryThatNamesNothingStopsTheStart(String entry) {
        assertThatThrownBy(() -> AllowedCommands.of(entry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.catalog.allowed-commands");
    }
}
