package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(AllowedCommands.of(" x , " + entry).allows(new Executable(program, program)))
                .isEqualTo(allowed);
    }

    @Test
    void byItselfItAllowsRuntimesAndPackagesAndNoShell() {
        AllowedCommands usual = AllowedCommands.of(AllowedCommands.USUAL);
        assertThat(usual.allows(new Executable("npm:@x/y", ""))).isTrue();
        assertThat(usual.allows(new Executable("node", ""))).isTrue();
        assertThat(usual.allows(new Executable("sh", ""))).isFalse();
        assertThat(usual.allows(new Executable("/tmp/server", ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no*de", "/opt/*", "/opt/../etc/", "a/b", "pip:x", "npm:a*b"})
    void anEntryThatNamesNothingStopsTheStart(String entry) {
        assertThatThrownBy(() -> AllowedCommands.of(entry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.catalog.allowed-commands");
    }
}
