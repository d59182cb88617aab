package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowServerTest {
    private static byte[] call(SlowServer server, String method) {
        return Target.call(server.address(), "", method, JsonNodeFactory.instance.objectNode());
    }

    private static Load load(SlowServer server, int connections, byte[] call) {
        return new Load(new InetSocketAddress("127.0.0.1", server.address().getPort()), connections, n -> call);
    }

    @Test
    void calls_wait_beside_each_other_and_all_are_answered() throws IOException {
        try (SlowServer server = SlowServer.open(Duration.ofMillis(500), 5)) {
            Load.Result result = load(server, 200, call(server, "tools/call")).exactly(200, Duration.ofSeconds(30));

            assertThat(result.good()).isEqualTo(200);
            assertThat(server.most()).isGreaterThan(100);
            assertThat(result.millisAt(0)).isGreaterThanOrEqualTo(490);
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
}
