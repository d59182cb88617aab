package org.mcpcoordinator.host.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host is said to enforce is what was seen of it, not what its tools say. */
class NetworksTest {
    @TempDir
    Path tools;

    @BeforeEach
    void possible() {
        assumeTrue(found().enforce(Network.LOOPBACK), "no networks of programs' own here");
    }

    @Test
    void aToolThatFailsEnforcesNothing() throws Exception {
        tool("unshare", "exit 1");

        assertThat(List.of(Network.values())).filteredOn(found()::enforce).containsExactly(Network.ANY);
    }

    @Test
    void aToolThatSaysItWorkedAndMadeNoNetworkEnforcesNothing() throws Exception {
        tool("unshare", "while [ \"${1#--}\" != \"$1\" ]; do shift; done; exec \"$@\"");

        assertThat(List.of(Network.values())).filteredOn(found()::enforce).containsExactly(Network.ANY);
    }

    @Test
    void withoutIpThereIsNoLoopbackOfItsOwn() throws Exception {
        tool("ip", "echo 'lo: <LOOPBACK> state DOWN'; cat > /dev/null");

        assertThat(List.of(Network.values())).filteredOn(found()::enforce).containsExactly(Network.NONE, Network.ANY);
        assertThat(Confines.find(null, tools.toString()).means()).containsEntry("network", "closed");
    }

    @Test
    void aLoopbackThatDoesNotComeUpIsNoLoopback() throws Exception {
        tool("ip", "exit 1");

        assertThat(found().enforce(Network.LOOPBACK)).isFalse();
    }

    @Test
    void aWayInThatLeadsNowhereIsNone() throws Exception {
        tool("nsenter", "shift 5; exec \"$@\"");

        assertThat(found().enforce(Network.LOOPBACK)).isFalse();
    }

    @Test
    void whereNothingLeadsIntoANetworkOnlyProgramsAtPipesAreKeptInOne() throws Exception {
        tool("systemd-socket-activate", "exit 1");

        assertThat(List.of(Network.values())).allMatch(found()::enforce);
        assertThat(List.of(Network.values())).filteredOn(found()::enforceOnPort).containsExactly(Network.ANY);
        assertThat(Confines.find(null, tools.toString()).means()).containsEntry("network", "pipes");
    }

    private Networks found() {
        return Networks.find(new Tools(tools.toString()), List.of());
    }

    private void tool(String name, String script) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
