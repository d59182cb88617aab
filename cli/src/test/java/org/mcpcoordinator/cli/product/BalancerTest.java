package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancerTest {
    private static final Installation INSTALLATION =
            new Installation(Path.of("..").toAbsolutePath().normalize());

    @TempDir
    Path temporary;

    @Test
    void theShippedConfigurationIsFilledInForAsManyNodesAsThereAre() {
        DataFolder folder = new DataFolder(temporary).make();
        UpFile file = new UpFile(
                9480,
                9990,
                5480,
                8580,
                8680,
                3100,
                "/jdk",
                List.of(new UpNode(1, 9481, 0, 0, 0, 7600), new UpNode(2, 9482, 0, 0, 0, 7601)));

        String text = new Balancer(folder, INSTALLATION).text(file);

        assertThat(text)
                .contains("    bind 127.0.0.1:9480\n")
                .contains("    stats socket " + folder.agent().resolve("haproxy.sock") + " mode 600")
                .doesNotContain(":848", "node-3");
        assertThat(servers("calls\n    balance roundrobin", text))
                .containsExactly("server node-1 127.0.0.1:9481", "server node-2 127.0.0.1:9482");
        assertThat(servers("sockets\n    balance leastconn", text))
                .containsExactly(
                        "server node-1 127.0.0.1:9481 track calls/node-1",
                        "server node-2 127.0.0.1:9482 track calls/node-2");
        assertThat(servers("pages", text)).hasSize(2);
        assertThat(servers("anyway", text)).hasSize(2);
    }

    @Test
    void aChangedFileIsNotLoadedUntilHaproxyWasToldWhateverIsBrokenOffBetween() {
        DataFolder folder = new DataFolder(temporary).make();
        Balancer balancer = new Balancer(folder, INSTALLATION);
        Path file = temporary.resolve("haproxy.cfg");
        Flag loaded = new Flag(temporary.resolve("haproxy.loaded"));
        balancer.write(Path.of("/bin/true"), file, "one");
        loaded.raise();

        balancer.write(Path.of("/bin/true"), file, "one");
        assertThat(loaded.stands()).as("nothing new to tell").isTrue();
        balancer.write(Path.of("/bin/true"), file, "two");
        assertThat(loaded.stands()).isFalse();
        balancer.write(Path.of("/bin/true"), file, "two");
        assertThat(loaded.stands()).as("it was not told yet").isFalse();
    }

    @Test
    void aFolderWithABlankInItsNameIsOneWord() {
        DataFolder folder = new DataFolder(temporary.resolve("our #1 data")).make();
        UpFile file = new UpFile(1, 2, 3, 4, 5, 3100, "/jdk", List.of(new UpNode(1, 6, 2, 4, 5, 7)));

        assertThat(new Balancer(folder, INSTALLATION).text(file)).contains("our\\ \\#1\\ data");
    }

    @Test
    void whoAsksIsToldByHaproxyAloneFromAnAddressThatIsItsOwn() {
        DataFolder folder = new DataFolder(temporary).make();
        UpFile file = new UpFile(1, 2, 3, 4, 5, 3100, "/jdk", List.of(new UpNode(1, 6, 2, 4, 5, 7)));

        String text = new Balancer(folder, INSTALLATION).text(file);

        assertThat(text)
                .containsSubsequence(
                        "http-request del-header X-Forwarded- -m beg", "set-header X-Forwarded-For %[src]");
        assumeThat(Balancer.address()).isNotEmpty();
        assertThat(text).contains("\n    source " + Balancer.address() + "\n");
        assertThat(Settings.of(
                        folder,
                        file,
                        file.nodes().get(0),
                        new Database.Passwords("a", "o", "s"),
                        "secret",
                        Path.of("/jdk")))
                .containsEntry("coordinator.cluster.balancer", Balancer.address());
    }

    @Test
    void aSessionStaysWhereItIsWhileNoNodeIsReady() {
        DataFolder folder = new DataFolder(temporary).make();
        UpFile file = new UpFile(1, 2, 3, 4, 5, 3100, "/jdk", List.of(new UpNode(1, 6, 2, 4, 5, 7)));

        assertThat(new Balancer(folder, INSTALLATION).text(file))
                .containsSubsequence("backend anyway", "stick on req.hdr(Mcp-Session-Id) table calls");
    }

    @Test
    void whatHaproxyThinksOfANodeStandsInTheColumnThatItsTableNames() {
        List<String> table = List.of(
                "# pxname,svname,scur,status,weight",
                "calls,node-1,0,UP,1",
                "calls,node-2,3,DOWN 1/2,1",
                "pages,node-3,0,UP,1");
        assertThat(BalancerTalk.status(table, "node-1")).contains("UP");
        assertThat(BalancerTalk.status(table, "node-2")).contains("DOWN 1/2");
        assertThat(BalancerTalk.status(table, "node-3")).as("for calls").isEmpty();
        assertThat(BalancerTalk.status(List.of(), "node-1")).isEmpty();
    }

    private static List<String> servers(String backend, String text) {
        String told = text.substring(text.indexOf("\nbackend " + backend) + 1);
        return told.split("\n\n", 2)[0]
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("server "))
                .toList();
    }

    /** Requirement B4. */
    @Test
    void itsTimesAreThoseThatWereAskedFor() {
        DataFolder folder = new DataFolder(temporary).make();
        UpFile file = new UpFile(1, 2, 3, 4, 5, 3100, "/jdk", List.of(new UpNode(1, 6, 2, 4, 5, 7)));

        assertThat(new Balancer(folder, INSTALLATION).text(file))
                .contains("maxconn 10000", "timeout connect 5s", "timeout client 50s", "timeout server 50s")
                .contains("timeout tunnel 1h", "uri /health/ready", "stick on req.hdr(Mcp-Session-Id)");
    }
}
