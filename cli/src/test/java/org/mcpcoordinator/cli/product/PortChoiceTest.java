package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;

class PortChoiceTest {
    @Test
    void theFirstStartChoosesFivePortsThatDiffer() {
        UpFile file = choice(wish(null, null, null), null).starting(false, false, "/jdk");
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
            assertThatThrownBy(() -> choice.starting(false, false, "/jdk"))
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
            UpFile kept = new UpFile(stranger.getLocalPort(), free(), free(), free(), free(), 3100, "/jdk", List.of());
            assertThatThrownBy(() -> choice(wish(null, null, null), kept).starting(false, false, "/jdk"))
                    .hasMessageContaining("kept from the first start");
        }
    }

    @Test
    void portsNobodyNamesMoveAwayFromAStranger() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpFile kept = new UpFile(free(), free(), stranger.getLocalPort(), free(), free(), 3100, "/jdk", List.of());
            UpFile file = choice(wish(null, null, null), kept).starting(false, false, "/jdk");
            assertThat(file.postgresPort()).isNotEqualTo(stranger.getLocalPort());
            assertThat(file.httpPort()).isEqualTo(kept.httpPort());
        }
    }

    @Test
    void theKeptPortOfARunningPostgresIsItsOwn() throws IOException {
        try (ServerSocket postgres = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpFile kept = new UpFile(free(), free(), postgres.getLocalPort(), free(), free(), 3100, "/jdk", List.of());
            UpFile file = choice(wish(null, null, null), kept).starting(true, false, "/jdk");
            assertThat(file.postgresPort()).isEqualTo(postgres.getLocalPort());
        }
    }

    @Test
    void aRunningProductIsNotMovedToAnotherPort() {
        UpFile kept = new UpFile(1111, 2222, 3333, 4444, 5555, 3100, "/jdk", List.of());
        assertThat(choice(wish(1111, null, null), kept).running()).isEqualTo(kept);
        assertThatThrownBy(() -> choice(wish(1112, null, null), kept).running()).hasMessageContaining("say down first");
    }

    @Test
    void aPortBaseOutsideTheBoundsIsRefused() {
        assertThatThrownBy(() -> choice(wish(null, null, 80), null).starting(false, false, "/jdk"))
                .hasMessageContaining("1024 to 31000");
    }

    @Test
    void severalNodesHaveAllTheirPortsForThemselves() {
        UpFile file = choice(nodes(3), null).starting(false, true, "/jdk");

        assertThat(file.nodes()).extracting(UpNode::number).containsExactly(1, 2, 3);
        assertThat(file.balanced()).isTrue();
        assertThat(file.ports())
                .as("5 of each, PostgreSQL's and the balancer's")
                .hasSize(17);
        UpNode first = file.nodes().get(0);
        assertThat(first.managementPort()).isEqualTo(file.managementPort());
        assertThat(first.serverHttpPort()).isEqualTo(file.serverHttpPort());
        assertThat(choice(nodes(null), file).starting(false, true, "/jdk"))
                .as("kept")
                .isEqualTo(file);
        assertThat(choice(nodes(1), file).starting(false, true, "/jdk").cluster())
                .isEmpty();
    }

    @Test
    void withoutABalancerTheFirstNodeIsWhereClientsComeIn() {
        UpFile balanced = choice(nodes(2), null).starting(false, true, "/jdk");

        UpFile file = choice(nodes(null), balanced).starting(false, false, "/jdk");

        assertThat(file.balanced()).isFalse();
        assertThat(file.httpPort()).isEqualTo(balanced.httpPort());
        assertThat(file.nodes().get(1)).isEqualTo(balanced.nodes().get(1));
    }

    @Test
    void aRunningProductKeepsItsNumberOfNodes() {
        UpFile kept = new UpFile(1111, 2222, 3333, 4444, 5555, 3100, "/jdk", List.of());
        assertThatThrownBy(() -> choice(nodes(3), kept).running()).hasMessageContaining("--nodes 1; say down first");
    }

    @Test
    void aClusterThatGrowsKeepsWhatItHasAndFillsTheGapsInItsNumbers() {
        UpFile three = choice(nodes(3), null).starting(false, true, "/jdk");
        UpFile gap = three.with(List.of(three.nodes().get(0), three.nodes().get(2)));

        UpFile grown = choice(Product.Wish.NONE, gap).grown(2);

        assertThat(grown.nodes()).extracting(UpNode::number).containsExactly(1, 2, 3, 4);
        assertThat(grown.nodes()).containsAll(gap.nodes());
        assertThat(grown.ports()).as("none twice").hasSize(22);
        assertThat(grown.httpPort()).isEqualTo(three.httpPort());
    }

    @Test
    void aLaterUpBringsTheNodesThatThereWereWhateverTheirNumbers() {
        UpFile three = choice(nodes(3), null).starting(false, true, "/jdk");
        UpFile gap = three.with(List.of(three.nodes().get(0), three.nodes().get(2)));

        assertThat(choice(nodes(null), gap).starting(false, true, "/jdk").nodes())
                .isEqualTo(gap.nodes());
        assertThat(choice(nodes(3), gap).starting(false, true, "/jdk").nodes())
                .extracting(UpNode::number)
                .containsExactly(1, 2, 3);
    }

    private static Product.Wish nodes(@Nullable Integer nodes) {
        return new Product.Wish(null, null, null, nodes, null, "");
    }

    private static Product.Wish wish(@Nullable Integer http, @Nullable Integer management, @Nullable Integer base) {
        return new Product.Wish(http, management, base, null, null, "");
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
