package org.mcpcoordinator.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are called, as they are written and as names lead to them. */
class OutboundTest {
    private static final Set<Kind> ALL = EnumSet.of(Kind.PUBLIC, Kind.PRIVATE, Kind.LOOPBACK);

    private final Deque<List<String>> answers = new ArrayDeque<>();
    private final OwnPorts own = new OwnPorts("jdbc:postgresql://127.0.0.1:5433/coordinator", Set.of(9990));
    private final Outbound rule = outbound(ALL);

    private Outbound outbound(Set<Kind> kinds) {
        return new Outbound(kinds, this::lookUp, own::contain);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        List<String> next = answers.pollFirst();
        if (next == null) {
            throw new UnknownHostException(host);
        }
        InetAddress[] found = new InetAddress[next.size()];
        for (int at = 0; at < found.length; at++) {
            found[at] = InetAddress.getByName(next.get(at));
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://169.254.1.1/mcp",
                "http://[fe80::1]/mcp",
                "http://[fe80::1%25lo]/mcp",
                "http://0.0.0.0:8080/mcp",
                "http://0.1.2.3/mcp",
                "http://[::]/mcp",
                "http://224.0.0.1/mcp",
                "http://[ff02::1]/mcp",
                "http://255.255.255.255/mcp",
                "http://[::ffff:169.254.169.254]/mcp",
                "http://[::ffff:a9fe:a9fe]/mcp",
                "http://[::169.254.169.254]/mcp",
                "http://[64:ff9b::a9fe:a9fe]/mcp",
                "http://[2002:a9fe:a9fe::1]/mcp",
                "http://100.100.100.200/mcp",
                "http://168.63.129.16/mcp",
                "http://[fd00:ec2::254]/mcp"
            })
    void someAreNeverCalled(String address) {
        assertThat(rule.mistake(URI.create(address)))
                .hasValueSatisfying(mistake ->
                        assertThat(mistake).startsWith("ADDRESS_REFUSED: ").contains("never called"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2852039166/mcp",
                "http://0xa9fea9fe/mcp",
                "http://0xa9.0xfe.0xa9.0xfe/mcp",
                "http://0251.0376.0251.0376/mcp",
                "http://169.254.43518/mcp",
                "http://127.1/mcp",
                "http://127.0.0.01:8080/mcp",
                "http://2130706433:9990/management"
            })
    void anAddressThatCouldBeReadInTwoWaysIsNone(String address) {
        assertThat(rule.mistake(URI.create(address))).isPresent();
        answers.add(List.of("93.184.216.34"));
        assertThatThrownBy(() -> rule.pinned(URI.create(address))).isInstanceOf(RefusedAddressException.class);
        assertThat(answers).as("nobody is asked for it").hasSize(1);
    }

    @Test
    void aDotAtTheEndAndCapitalsChangeNothing() {
        answers.add(List.of("169.254.169.254"));
        assertThatThrownBy(() -> rule.pinned(URI.create("http://METADATA.google.internal./v1")))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void ourOwnManagementAndDatabaseAreNobodysServer() throws Exception {
        for (String address : List.of(
                "http://127.0.0.1:9990/management",
                "http://127.9.9.9:9990/management",
                "http://[::1]:9990/",
                "http://[::ffff:127.0.0.1]:5433/",
                "http://127.0.0.1:5433/")) {
            assertThat(rule.mistake(URI.create(address)))
                    .as(address)
                    .hasValueSatisfying(mistake -> assertThat(mistake).contains("management or database"));
        }
        answers.add(List.of("127.0.0.1"));
        assertThatThrownBy(() -> rule.pinned(URI.create("https://inner.test:9990/")))
                .isInstanceOf(RefusedAddressException.class);
        assertThat(rule.mistake(URI.create("http://127.0.0.1:9991/mcp"))).isEmpty();
        assertThat(rule.mistake(URI.create("http://10.0.0.7:9990/mcp")))
                .as("another host's")
                .isEmpty();
    }

    @Test
    void withTheUsualSettingInnerNetworksAreCalled() {
        for (String address : List.of(
                "http://127.0.0.1:8080/mcp",
                "http://[::1]:8080/mcp",
                "http://10.1.2.3/mcp",
                "http://172.31.0.1/mcp",
                "http://192.168.1.1/mcp",
                "http://100.64.0.1/mcp",
                "http://[fd12::1]/mcp",
                "https://93.184.216.34/mcp",
                "https://mcp.example.org/mcp")) {
            assertThat(rule.mistake(URI.create(address))).as(address).isEmpty();
        }
        assertThat(Outbound.kinds("public,private,loopback")).isEqualTo(ALL);
    }

    @Test
    void aSettingLeavesThemOut() {
        Outbound strict = outbound(Outbound.kinds("public"));
        for (String address : List.of(
                "http://127.0.0.1:8080/mcp",
                "http://[::1]:8080/mcp",
                "http://[::ffff:10.0.0.1]/mcp",
                "http://172.16.0.1/mcp",
                "http://192.168.1.1/mcp",
                "http://100.127.0.1/mcp",
                "http://[fd12::1]/mcp",
                "http://[fec0::1]/mcp")) {
            assertThat(strict.mistake(URI.create(address)))
                    .as(address)
                    .hasValueSatisfying(mistake -> assertThat(mistake).contains("coordinator.outbound.addresses"));
        }
        assertThat(strict.mistake(URI.create("http://172.32.0.1/mcp"))).isEmpty();
        assertThatThrownBy(() -> Outbound.kinds("public,intranet"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.outbound.addresses=public,intranet");
    }

    @Test
    void whatANameLedToIsWhatIsConnectedTo() throws Exception {
        answers.add(List.of("93.184.216.34"));
        answers.add(List.of("169.254.169.254"));
        URI named = URI.create("https://mcp.example.org:8443/mcp?x=1");
        assertThat(rule.pinned(named)).isEqualTo(URI.create("https://93.184.216.34:8443/mcp?x=1"));
        assertThat(answers).as("one look for one connection").hasSize(1);
        assertThatThrownBy(() -> rule.pinned(named)).isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void aNameWithOneForbiddenAddressAmongOthersIsRefused() {
        answers.add(List.of("93.184.216.34", "169.254.169.254"));
        assertThatThrownBy(() -> rule.pinned(URI.create("https://mcp.example.org/mcp")))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void anAddressIsKeptWhileItsNameStillLeadsThere() throws Exception {
        URI named = URI.create("http://mcp.example.org/mcp");
        URI before = URI.create("http://10.0.0.2/mcp");
        answers.add(List.of("10.0.0.1", "10.0.0.2"));
        assertThat(rule.pinned(named, before)).isEqualTo(before);
        answers.add(List.of("10.0.0.3"));
        assertThat(rule.pinned(named, before)).isEqualTo(URI.create("http://10.0.0.3/mcp"));
    }

    @Test
    void namesAreToldFromNumbers() {
        assertThat(Outbound.hasName(URI.create("http://mcp.example.org/"))).isTrue();
        assertThat(Outbound.hasName(URI.create("http://1st.example/"))).isTrue();
        assertThat(Outbound.hasName(URI.create("http://127.0.0.1/"))).isFalse();
        assertThat(Outbound.hasName(URI.create("http://[::1]/"))).isFalse();
        assertThat(Outbound.hasName(URI.create("coordinator:coordinator"))).isFalse();
    }
}
