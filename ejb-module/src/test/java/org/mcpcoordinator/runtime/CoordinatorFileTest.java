package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinatorFileTest {
    private static final URI URL = URI.create("http://127.0.0.1:8480");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path agent;

    @Test
    void itHoldsAddressAndTokenForTheAgentsUserOnly() throws IOException {
        CoordinatorFile file = new CoordinatorFile(agent);
        file.write(URL, () -> "mcpc_text");

        JsonNode read = new ObjectMapper().readTree(Files.readString(file.path()));
        assertThat(read.path("url").asText()).isEqualTo("http://127.0.0.1:8480");
        assertThat(read.path("token").asText()).isEqualTo("mcpc_text");
        assertThat(file.path()).isEqualTo(agent.resolve("serve/data/coordinator.json"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(Files.getOwner(file.path())).isEqualTo(Files.getOwner(agent));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.resolve("serve/data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void anotherStartReplacesItAndLeavesNothingBeside() throws IOException {
        CoordinatorFile file = new CoordinatorFile(agent);
        file.write(URL, () -> "first");
        Files.writeString(agent.resolve("serve/data/coordinator.json.new"), "left by a crash");
        file.write(URL, () -> "second");

        assertThat(Files.readString(file.path())).contains("second").doesNotContain("first");
        assertThat(agent.resolve("serve/data")).isDirectoryContaining(each -> each.equals(file.path()));
        assertThat(Files.list(agent.resolve("serve/data"))).hasSize(1);
    }

    @Test
    void noTokenIsAskedForWhereNothingCanBeWritten() {
        CoordinatorFile file = new CoordinatorFile(agent.resolve("absent"));

        assertThatThrownBy(() -> file.write(URL, () -> {
                    throw new AssertionError("asked");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theAddressIsTheSocketOfTheFirstRequest() throws Exception {
        OwnAddress own = new OwnAddress();
        assertThat(own.find()).isEmpty();
        own.reachedAt("http", socket("127.0.0.1", 8580));
        own.reachedAt("https", socket("192.0.2.7", 8543));
        assertThat(own.find()).contains(URI.create("http://127.0.0.1:8580"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://127.0.0.1:8580",
        "192.0.2.7, http://192.0.2.7:8580",
        "::1, http://[0:0:0:0:0:0:0:1]:8580"
    })
    void theAddressCanBeCalledFromThisHost(String bound, String url) throws Exception {
        OwnAddress own = new OwnAddress();
        own.reachedAt("http", socket(bound, 8580));
        assertThat(own.find()).contains(URI.create(url));
    }

    private static InetSocketAddress socket(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }
}
