package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;

class PortBookTest {
    private static final PortLayout LAYOUT = new PortLayout(3100);

    @Test
    void thePromisedPortIsKeptWhenFree() {
        PortBook book = new PortBook(LAYOUT, Set.of(), port -> false);

        assertThat(book.take(Category.DATABASE, 3150)).hasValue(3150);
        assertThat(book.take(Category.DATABASE, 3150)).hasValue(3100);
    }

    @Test
    void aPortOfAnotherCategoryIsNoPromise() {
        PortBook book = new PortBook(LAYOUT, Set.of(), port -> false);

        assertThat(book.take(Category.DATABASE, 3200)).hasValue(3100);
    }

    @Test
    void aPortOfAStrangerIsPassedOverAndNamed() {
        PortBook book = new PortBook(LAYOUT, Set.of(3300), port -> port == 3301);

        assertThat(book.take(Category.API, 0)).hasValue(3302);
        assertThat(book.strangers()).containsExactly(3301);
    }

    @Test
    void theHundredthComesFromTheCategoryAndTheNextFromTheReserveUntilThatIsEmptyToo() {
        PortBook book = new PortBook(LAYOUT, Set.of(), port -> false);
        Set<Integer> given = new HashSet<>();
        for (int i = 1; i <= 99; i++) {
            given.add(book.take(Category.DATABASE, 0).getAsInt());
        }

        assertThat(book.take(Category.DATABASE, 0)).hasValue(3199);
        assertThat(book.take(Category.DATABASE, 0)).hasValue(4100);
        for (int i = 2; i <= 99; i++) {
            given.add(book.take(Category.DATABASE, 0).getAsInt());
        }
        assertThat(book.take(Category.DATABASE, 0)).hasValue(4199);
        assertThat(book.take(Category.DATABASE, 0)).isEmpty();
        assertThat(given).hasSize(197);
    }

    @Test
    void aPortGivenBackIsFreeAgain() {
        PortBook book = new PortBook(LAYOUT, Set.of(3100), port -> false);

        book.giveBack(3100);

        assertThat(book.take(Category.DATABASE, 0)).hasValue(3100);
    }

    @Test
    void aListenerOnThisMachineIsSeenOnLoopbackAndOnAllAddresses() throws IOException {
        LoopbackPorts ports = new LoopbackPorts();
        int free;
        try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket wild = new ServerSocket(0, 1)) {
            free = loopback.getLocalPort();
            assertThat(ports.taken("local", loopback.getLocalPort())).isTrue();
            assertThat(ports.taken("local", wild.getLocalPort())).isTrue();
            assertThat(ports.taken("elsewhere", wild.getLocalPort())).isFalse();
        }
        assertThat(ports.taken("local", free)).isFalse();
    }
}
