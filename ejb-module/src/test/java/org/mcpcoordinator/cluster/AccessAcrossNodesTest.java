package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.IssuedToken;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.TestingAccess;
import org.mcpcoordinator.access.TestingTries;
import org.mcpcoordinator.access.TokenBook;
import org.mcpcoordinator.access.Tries;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;

/** One node changes what may be done; the book of another one says so within moments. */
class AccessAcrossNodesTest {
    private final TestingClock clock = new TestingClock();
    private final BlockingQueue<Announced> heard = new LinkedBlockingQueue<>();
    private final LocalNode here = new LocalNode(new ClusterConfig("local", "here", ""), UUID.randomUUID());
    private final LocalNode there = new LocalNode(new ClusterConfig("local", "there", ""), UUID.randomUUID());
    private final Tries tries = TestingTries.at(clock);

    private TestingDatabase database;
    private EntityManager entityManager;
    private TokenBook book;
    private AutoCloseable listening;

    @BeforeEach
    void begin() throws InterruptedException {
        database = new TestingDatabase();
        entityManager = database.entityManager();
        book = new TestingAccess(entityManager, clock).book();
        AccessHerald herald = new AccessHerald();
        herald.announcements = new TestingCluster(entityManager, there).announcements();
        herald.book = book;
        herald.tries = tries;
        listening = TestingCluster.listen(database.asApp(), announced -> {
            entityManager.clear();
            herald.heard(announced);
            heard.add(announced);
        });
        awaitNews();
    }

    @AfterEach
    void end() throws Exception {
        listening.close();
        entityManager.close();
        database.close();
    }

    @Test
    void aTokenIsKnownLimitedAndRevokedThere() throws Exception {
        IssuedToken token = change(access -> access.tokens().create("robot", Role.OPERATOR, null, Caller.SYSTEM));
        assertThat(book.find(sha256(token.text())))
                .get()
                .extracting(Caller::role)
                .isEqualTo(Role.OPERATOR);

        CallRate rate = new CallRate(7, 7, 0);
        Scope scope = new Scope(List.of(), List.of(), List.of(), List.of(), rate);
        change(access -> access.tokens().limit(token.token().id(), scope));
        assertThat(book.find(sha256(token.text())))
                .get()
                .extracting(caller -> caller.sight().rate())
                .isEqualTo(rate);

        change(access -> access.tokens().revoke(token.token().id()));
        assertThat(book.find(sha256(token.text()))).isEmpty();
    }

    @Test
    void aWrongPasswordHereCountsThere() throws Exception {
        Tries mine = TestingTries.telling(clock, new Herald() {
            @Override
            public void tell(String channel, String payload) {}

            @Override
            public void tellOthers(String channel, String payload) {
                database.inTransaction(
                        em -> new TestingCluster(em, here).announcements().tellOthers(channel, payload));
            }
        });
        for (int i = 0; i < Tries.FREE; i++) {
            mine.wrong("admin", "evil");
            awaitNews();
        }
        assertThat(tries.wait("admin", "evil")).isPresent();
    }

    private <T> T change(Function<TestingAccess, T> work) throws InterruptedException {
        T result = database.fromTransaction(em -> {
            TestingAccess access = new TestingAccess(em, clock);
            T made = work.apply(access);
            assertThat(access.told()).containsExactly(Herald.TOKENS);
            new TestingCluster(em, here).announcements().announce(Herald.TOKENS, "");
            return made;
        });
        awaitNews();
        return result;
    }

    private void awaitNews() throws InterruptedException {
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
