package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlowServerTest {
    private static byte[] call(SlowServer server, String method) {
        return Target.call(server.address(), "", method, JsonNodeFactory.instance.objectNode());
    }

    private static Load load(SlowServer server, int connections, byte[] call) {
        return new Load(new InetSocketAddress("127.0.0.1", server.address().getPort()), connections, n -> call);
    }

    @Test
    void calls_wait_beside_each_other_and_all_are_answered() throws IOException {
        try (SlowServer server = SlowServer.open(Duration.ofSeconds(2), 5)) {
            Load.Result result = load(server, 200, call(server, "tools/call")).exactly(200, Duration.ofSeconds(30));

            assertThat(result.good()).isEqualTo(200);
            assertThat(server.most()).isGreaterThan(100);
            assertThat(result.millisAt(0)).isGreaterThanOrEqualTo(1990);
        }
    }

    @Test
    void large_results_arrive_whole_and_other_methods_wait_for_nothing() throws IOException {
        try (SlowServer server = SlowServer.open(Duration.ZERO, 1_000_000)) {
            assertThat(load(server, 4, call(server, "tools/call"))
                            .exactly(8, Duration.ofSeconds(30))
                            .good())
                    .isEqualTo(8);
        }
        try (SlowServer server = SlowServer.open(Duration.ofDays(1), 5)) {
            assertThat(load(server, 4, call(server, "tools/list"))
                            .exactly(8, Duration.ofSeconds(30))
                            .good())
                    .isEqualTo(8);
        }
    }

    @Test
    @Timeout(60)
    void it_ends_quietly_while_callers_come_and_go() throws IOException {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
        try {
            for (int round = 0; round < 100; round++) {
                SlowServer server = SlowServer.open(Duration.ZERO, 5);
                InetSocketAddress address =
                        new InetSocketAddress("127.0.0.1", server.address().getPort());
                byte[] call = call(server, "tools/list");
                List<SocketChannel> callers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    callers.add(SocketChannel.open(address));
                }
                for (SocketChannel caller : callers) {
                    caller.write(ByteBuffer.wrap(call));
                }
                server.close();
                for (SocketChannel caller : callers) {
                    assertThat(endOf(caller)).isEqualTo(-1);
                }
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    /** Reads what was answered before the end, if anything was. */
    private static int endOf(SocketChannel caller) throws IOException {
        try (caller) {
            ByteBuffer in = ByteBuffer.allocate(4096);
            int read = caller.read(in);
            while (read > 0) {
                read = caller.read(in.clear());
            }
            return read;
        } catch (SocketException reset) {
            return -1;
        }
    }
}
