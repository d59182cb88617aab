package org.mcpcoordinator.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnockTest {
    @Test
    void postgreSqlAnswersUntilItIsStopped() throws Exception {
        Knock knock;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            knock = at("127.0.0.1:" + postgres.getPort());
            assertThat(knock.isAnswered()).isTrue();
            assertThat(Objects.requireNonNull(Knock.at(postgres.getJdbcUrl("postgres", "nobody"), "nobody"))
                            .isAnswered())
                    .as("who is refused has been answered")
                    .isTrue();
            assertThat(at("127.0.0.1:1,127.0.0.1:" + postgres.getPort()).isAnswered())
                    .as("one of two hosts")
                    .isTrue();
        }
        assertThat(knock.isAnswered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "57P03, false", // starting up
        "53300, true", // too many connections: those that are open serve
        "28000, true", // refused by pg_hba.conf
    })
    void whatItSaysOfItselfCounts(String state, boolean answered) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread refusing = new Thread(() -> refuse(server, state));
            refusing.start();
            assertThat(at("127.0.0.1:" + server.getLocalPort()).isAnswered()).isEqualTo(answered);
            refusing.join(5_000);
        }
    }

    @Test
    void onlyAddressesOfPostgreSqlAreKnockedAt() {
        assertThat(Knock.at("jdbc:h2:mem:none", "sa")).isNull();
    }

    private static void refuse(ServerSocket server, String state) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(in.readInt() - Integer.BYTES);
            byte[] fields = ("SFATAL\0C" + state + "\0Mnot now\0\0").getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeByte('E');
            out.writeInt(Integer.BYTES + fields.length);
            out.write(fields);
        } catch (java.io.IOException closed) {
            throw new java.io.UncheckedIOException(closed);
        }
    }

    private static Knock at(String hosts) {
        return Objects.requireNonNull(Knock.at("jdbc:postgresql://" + hosts + "/coordinator", "coordinator_app"));
    }
}
