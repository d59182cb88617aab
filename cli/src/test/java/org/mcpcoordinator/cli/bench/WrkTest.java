package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.Refusal;

class WrkTest {
    @Test
    void its_rate_is_read_from_what_it_says() {
        assertThat(Wrk.rate("  100 requests in 1.00s, 1.00MB read\nRequests/sec:  33879.36\nTransfer/sec: 1MB\n"))
                .isEqualTo(33_879.36);
    }

    @Test
    void its_latencies_are_read_whatever_their_unit() {
        String said = "  Latency Distribution\n     50%  420.00us\n     75%    1.20ms\n     99%    1.10s\n";
        assertThat(Wrk.latency(said, "50")).isEqualTo(0.42);
        assertThat(Wrk.latency(said, "75")).isEqualTo(1.2);
        assertThat(Wrk.latency(said, "99")).isEqualTo(1100);
        assertThat(Wrk.latency(said, "90")).isNaN();
    }

    @Test
    void bad_answers_spoil_the_rate() {
        assertThatThrownBy(() -> Wrk.rate("  Non-2xx or 3xx responses: 12\nRequests/sec:  33879.36\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Non-2xx or 3xx responses: 12");
        assertThatThrownBy(() -> Wrk.rate("  Socket errors: connect 0, read 3, write 0, timeout 1\nRequests/sec: 3\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("read 3");
    }

    @Test
    void calls_become_a_script_that_sends_their_very_bytes_in_turn() {
        assertThat(Wrk.script(List.of(
                        "a\"\r\n".getBytes(StandardCharsets.US_ASCII), "b".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("local calls = {\n\"\\097\\034\\013\\010\",\n\"\\098\",\n}\nlocal at = 0\n"
                        + "request = function() at = at % #calls + 1; return calls[at] end\n");
    }
}
