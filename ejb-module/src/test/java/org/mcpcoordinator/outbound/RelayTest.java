package org.mcpcoordinator.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Names of what is on another host's loopback. */
class RelayTest {
    private static final URI THERE = URI.create("http://127.0.0.1:3100/mcp?x=1");

    private final Doors doors = new Doors(Path.of("none"), "");

    @Test
    void anAddressOnAnotherHostsLoopbackIsNamedAfterTheHostAndLeadsToItsDoor() throws Exception {
        URI named = Relay.to("host-2", THERE);
        doors.lead("host-2", "10.0.0.2:7700");

        assertThat(named).hasToString("https://3100.host-2.host.invalid/mcp?x=1");
        assertThat(Outbound.ofSettings().with(doors).pinned(named)).hasToString("https://10.0.0.2:7700/mcp?x=1");
        assertThat(Relay.authority(named)).as("what the server is called").isEqualTo("127.0.0.1:3100");
        assertThat(Relay.authority(THERE)).isEqualTo("127.0.0.1:3100");
        assertThat(doors.place("host-2").getPort()).isEqualTo(7700);
    }

    @Test
    void aHostThatNobodyToldOfIsNotReached() {
        Outbound outbound = Outbound.ofSettings().with(doors);

        assertThatThrownBy(() -> outbound.pinned(Relay.to("host-2", THERE)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("host-2");
        assertThatThrownBy(() -> outbound.pinned(Relay.to("host-2", 0, "/mcp")))
                .as("a bridge that has not told its port")
                .isInstanceOf(UnknownHostException.class);
    }

    /** Definitions and what strangers' documents say must not lead through our doors, with our key. */
    @Test
    void strangersDoNotGetThere() {
        doors.lead("host-2", "10.0.0.2:7700");

        assertThat(Outbound.ofSettings().mistake(Relay.to("host-2", THERE)))
                .hasValueSatisfying(why -> assertThat(why).contains("coordinator's own"));
        assertThatThrownBy(() -> Outbound.ofSettings().pinned(Relay.to("host-2", THERE)))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void whoIsOnThatHostCallsItByItsLoopback() {
        String named = Relay.to("host-2", THERE).toString();

        assertThat(Relay.back(named, "host-2")).contains(THERE.toString());
        assertThat(Relay.back(named, "host-1")).isEmpty();
        assertThat(Relay.back(THERE.toString(), "host-2")).isEmpty();
    }

    /** Names of hosts have letters that names of servers have not. */
    @Test
    void whateverAHostIsCalledItsNameIsOneOfItsOwn() {
        assertThat(Relay.label("Host_2.example")).matches("x-[0-9a-f]{16}");
        assertThat(Relay.label("x-2")).isNotEqualTo("x-2");
        assertThat(Relay.label("host-2")).isEqualTo("host-2");
        assertThat(Relay.of(Relay.to("Host_2.example", THERE)))
                .contains(new Relay(Relay.label("Host_2.example"), 3100));
    }
}
