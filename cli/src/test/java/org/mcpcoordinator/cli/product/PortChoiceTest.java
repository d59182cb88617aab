package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;

class PortChoiceTest {
    @Test
    void theFirstStartChoosesFivePortsThatDiffer() {
        UpFile file = choice(wish(null, null, null), null).starting(false, "/jdk");
        assertThat(IntStream.of(
                                file.httpPort(),
                                file.managementPort(),
                                file.postgresPort(),
                                file.serverHttpPort(),
                                file.serverHttpsPort())
                        .distinct()
                        .count())
                .isEqualTo(5);
        assertThat(file.portBase()).isEqualTo(3100);
    }

    @Test
    void aNamedPortThatIsBusyIsRefusedWithItsNameAndOption() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PortChoice choice = choice(wish(stranger.getLocalPort(), null, null), null);
            assertThatThrownBy(() -> choice.starting(false, "/jdk"))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED))
                    .hasMessageContaining(Integer.toString(stranger.getLocalPort()))
                    .hasMessageContaining("--http-port");
        }
    }

    @Test
    void aKeptHttpPortThatSomebodyTookIsNotMovedInSilence() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpFile kept = new UpFile(stranger.getLocalPort(), free(), free(), free(), free(), 3100, "/jdk");
            assertThatThrownBy(() -> choice(wish(null, null, null), kept).starting(false, "/jdk"))
                    .hasMessageContaining("kept from the first start");
        }
    }

    @Test
    void portsNobodyNamesMoveAwayFromAStranger() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpFile kept = new UpFile(free(), free(), stranger.getLocalPort(), free(), free(), 3100, "/jdk");
            UpFile file = choice(wish(null, null, null), kept).starting(false, "/jdk");
            assertThat(file.postgresPort()).isNotEqualTo(stranger.getLocalPort());
            assertThat(file.httpPort()).isEqualTo(kept.httpPort());
        }
    }

    @Test
    void theKeptPortOfARunningPostgresIsItsOwn() throws IOException {
        try (ServerSocket postgres = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpFile kept = new UpFile(free(), free(), postgres.getLocalPort(), free(), free(), 3100, "/jdk");
            UpFile file = choice(wish(null, null, null), kept).starting(true, "/jdk");
            assertThat(file.postgresPort()).isEqualTo(postgres.getLocalPort());
        }
    }

    @Test
    void aRunningProductIsNotMovedToAnotherPort() {
        UpFile kept = new UpFile(1111, 2222, 3333, 4444, 5555, 3100, "/jdk");
        assertThat(choice(wish(1111, null, null), kept).running()).isEqualTo(kept);
        assertThatThrownBy(() -> choice(wish(1112, null, null), kept).running()).hasMessageContaining("say down first");
    }

    @Test
    void aPortBaseOutsideTheBoundsIsRefused() {
        assertThatThrownBy(() -> choice(wish(null, null, 80), null).starting(false, "/jdk"))
                .hasMessageContaining("1024 to 31000");
    }

    private static Product.Wish wish(@Nullable Integer http, @Nullable Integer management, @Nullable Integer base) {
        return new Product.Wish(http, management, base, null, "");
    }

    private static PortChoice choice(Product.Wish wish, @Nullable UpFile kept) {
        return new PortChoice(wish, Optional.ofNullable(kept), Taken.NONE);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
