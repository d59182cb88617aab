package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;

class TokensTest {
    private static final Caller ADMIN = new Caller("ann", Role.ADMIN, "basic");
    private static TestingDatabase database;
    private final TestingClock clock = new TestingClock();

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(
                em -> em.createNativeQuery("DELETE FROM api_token").executeUpdate());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aTokenHas256RandomBitsAndIsKeptAsItsDigestOnly() {
        with(access -> {
            Set<String> texts = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                IssuedToken issued = access.tokens().create("t" + i, Role.VIEWER, null, ADMIN);
                assertThat(issued.text()).startsWith("mcpc_");
                assertThat(Base64.getUrlDecoder().decode(issued.text().substring(5)))
                        .hasSize(32);
                assertThat(issued.toString()).doesNotContain(issued.text());
                texts.add(issued.text());
            }
            assertThat(texts).hasSize(20);
        });
        database.inTransaction(
                em -> assertThat(em.createNativeQuery("SELECT count(*) FROM api_token WHERE octet_length(sha256) = 32")
                                .getSingleResult())
                        .isEqualTo(20L));
    }

    @Test
    void anIssuedTokenIsKnownAtOnceAndARevokedOneNoLonger() {
        with(access -> {
            IssuedToken issued = access.tokens().create("ci", Role.OPERATOR, null, ADMIN);
            assertThat(find(access.book(), issued.text())).contains(new Caller("ci", Role.OPERATOR, "bearer"));
            access.tokens().revoke(issued.token().id());
            assertThat(find(access.book(), issued.text())).isEmpty();
            assertThat(access.told()).containsExactly("tokens", "tokens");
        });
    }

    @Test
    void whatATokenIsLimitedToHoldsAtOnceAndAfterReadingAgain() {
        with(access -> {
            Scope scope = new Scope(List.of("api"), List.of(), List.of(), List.of(), new CallRate(5, 0, 0));
            IssuedToken issued = access.tokens().create("ci", Role.VIEWER, null, scope, ADMIN);
            assertThat(sight(access, issued)).isEqualTo(Sight.of(scope));
            assertThat(access.tokens().list()).extracting(Token::scope).containsExactly(scope);

            Scope other = new Scope(List.of(), List.of("notes"), List.of(), List.of(), CallRate.NONE);
            access.tokens().limit(issued.token().id(), other);
            assertThat(sight(access, issued)).isEqualTo(Sight.of(other));
            access.book().reload();
            assertThat(sight(access, issued)).isEqualTo(Sight.of(other));

            access.tokens().limit(issued.token().id(), Scope.NONE);
            assertThat(sight(access, issued)).isEqualTo(Sight.ALL);
            refused(ProblemCode.TOKEN_NOT_FOUND, () -> access.tokens().limit(-1, Scope.NONE));
            refused(
                    ProblemCode.REQUEST_INVALID,
                    () -> access.tokens()
                            .limit(
                                    issued.token().id(),
                                    new Scope(List.of(), List.of("A B"), List.of(), List.of(), CallRate.NONE)));
        });
    }

    private static Sight sight(TestingAccess access, IssuedToken issued) {
        return find(access.book(), issued.text()).orElseThrow().sight();
    }

    @Test
    void anotherNodesBookKnowsAndForgetsWhenItReadsAgain() {
        database.inTransaction(em -> {
            TestingAccess here = new TestingAccess(em, clock);
            TestingAccess there = new TestingAccess(em, clock);
            IssuedToken issued = here.tokens().create("ci", Role.VIEWER, null, ADMIN);
            assertThat(find(there.book(), issued.text())).isEmpty();
            there.book().reload();
            assertThat(find(there.book(), issued.text())).isPresent();
            here.tokens().revoke(issued.token().id());
            there.book().reload();
            assertThat(find(there.book(), issued.text())).isEmpty();
        });
    }

    @Test
    void aTokenIsWorthlessFromTheMomentItExpires() {
        with(access -> {
            IssuedToken issued =
                    access.tokens().create("brief", Role.VIEWER, clock.instant().plusSeconds(60), ADMIN);
            access.book().reload();
            clock.advance(Duration.ofSeconds(60).minusNanos(1));
            assertThat(find(access.book(), issued.text())).isPresent();
            clock.advance(Duration.ofNanos(1));
            assertThat(find(access.book(), issued.text())).isEmpty();
        });
    }

    @Test
    void whileTheDatabaseIsAwayKnownTokensStayKnown() {
        EntityManager em = database.entityManager();
        TestingAccess access = new TestingAccess(em, clock);
        em.getTransaction().begin();
        IssuedToken issued = access.tokens().create("ci", Role.VIEWER, null, ADMIN);
        em.getTransaction().commit();
        em.close();
        access.book().reload();
        assertThat(find(access.book(), issued.text())).isPresent();
    }

    @Test
    void unknownTokensAreNobody() {
        with(access -> {
            access.book().reload();
            assertThat(find(access.book(), "mcpc_guess")).isEmpty();
            assertThat(access.book().find(new byte[0])).isEmpty();
        });
    }

    @Test
    void tokensAreListedNewestFirstWithoutRevokedOnes() {
        with(access -> {
            access.tokens().create("a", Role.VIEWER, null, ADMIN);
            long b = access.tokens()
                    .create("b", Role.VIEWER, null, ADMIN)
                    .token()
                    .id();
            access.tokens().create("c", Role.ADMIN, null, ADMIN);
            access.tokens().revoke(b);
            assertThat(access.tokens().list()).extracting(Token::name).containsExactly("c", "a");
            assertThat(access.tokens().list().get(0).createdBy()).isEqualTo("ann");
            access.tokens().create("b", Role.VIEWER, null, ADMIN);
        });
    }

    @Test
    void aRenewedTokenReplacesTheOneBeforeAndNoOther() {
        with(access -> {
            Tokens tokens = access.tokens();
            IssuedToken other = tokens.create("other", Role.VIEWER, null, Caller.SYSTEM);
            IssuedToken before = tokens.renew("own", Role.VIEWER, Caller.SYSTEM);
            IssuedToken after = tokens.renew("own", Role.VIEWER, Caller.SYSTEM);

            assertThat(find(access.book(), before.text())).isEmpty();
            assertThat(find(access.book(), after.text())).contains(new Caller("own", Role.VIEWER, "bearer"));
            assertThat(find(access.book(), other.text())).isPresent();
            refused(ProblemCode.NAME_TAKEN, () -> tokens.renew("own", Role.VIEWER, ADMIN));
            assertThat(find(access.book(), after.text())).isPresent();
        });
    }

    @Test
    void wrongWishesAreRefused() {
        with(access -> {
            Tokens tokens = access.tokens();
            Caller operator = new Caller("bob", Role.OPERATOR, "basic");
            tokens.create("taken", Role.VIEWER, null, ADMIN);
            refused(ProblemCode.NAME_TAKEN, () -> tokens.create("taken", Role.VIEWER, null, ADMIN));
            refused(ProblemCode.REQUEST_INVALID, () -> tokens.create("a\nb", Role.VIEWER, null, ADMIN));
            refused(ProblemCode.REQUEST_INVALID, () -> tokens.create("", Role.VIEWER, null, ADMIN));
            refused(ProblemCode.REQUEST_INVALID, () -> tokens.create("x", Role.VIEWER, clock.instant(), ADMIN));
            refused(ProblemCode.FORBIDDEN, () -> tokens.create("x", Role.ADMIN, null, operator));
            refused(ProblemCode.TOKEN_NOT_FOUND, () -> tokens.revoke(-1));
        });
    }

    private static Optional<Caller> find(TokenBook book, String text) {
        try {
            return book.find(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(ProblemCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private void with(Consumer<TestingAccess> work) {
        database.inTransaction(em -> work.accept(new TestingAccess(em, clock)));
    }
}
