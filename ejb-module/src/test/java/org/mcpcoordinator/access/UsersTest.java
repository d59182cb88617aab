package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.util.ModularCrypt;

class UsersTest {
    private static TestingDatabase database;
    private final TestingClock clock = new TestingClock();

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> em.createNativeQuery("DELETE FROM account").executeUpdate());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aNewAccountIsListedWithItsRoleAndCanLogIn() {
        User made = with(users -> users.create("ann", "correct horse", Role.OPERATOR));
        assertThat(made).isEqualTo(new User("ann", Role.OPERATOR, true, clock.instant(), clock.instant()));
        assertThat(listed()).containsExactly("ann operator true");
        assertThat(verifies("ann", "correct horse")).isTrue();
        assertThat(verifies("ann", "correct house")).isFalse();
    }

    @Test
    void theHashIsBcryptOfCostTenInTheFormTheRealmReads() {
        with(users -> users.create("ann", "correct horse", Role.VIEWER));
        with(users -> users.create("bob", "correct horse", Role.VIEWER));
        assertThat(hash("ann")).matches("\\$2a\\$10\\$[./A-Za-z0-9]{53}").isNotEqualTo(hash("bob"));
    }

    @Test
    void anotherPasswordReplacesTheOldOne() {
        with(users -> users.create("ann", "correct horse", Role.VIEWER));
        clock.advance(Duration.ofMinutes(1));
        User changed = with(users -> users.setPassword("ann", "ผ่านเข้าไป"));
        assertThat(changed.changedAt()).isEqualTo(clock.instant());
        assertThat(verifies("ann", "correct horse")).isFalse();
        assertThat(verifies("ann", "ผ่านเข้าไป")).isTrue();
    }

    @Test
    void everyChangeIsAnnouncedWithTheAccountsName() {
        database.inTransaction(em -> {
            TestingAccess access = new TestingAccess(em, clock);
            access.users().create("ann", "correct horse", Role.VIEWER);
            access.users().setPassword("ann", "another horse");
            access.users().setRole("ann", Role.OPERATOR);
            access.users().setEnabled("ann", false);
            assertThat(access.told()).containsExactly("users ann", "users ann", "users ann", "users ann");
        });
    }

    @Test
    void theLastAdministratorWhoCanLogInStays() {
        with(users -> users.create("ann", "correct horse", Role.ADMIN));
        with(users -> users.create("bob", "correct horse", Role.ADMIN));
        with(users -> users.setEnabled("bob", false));
        refused(ProblemCode.LAST_ADMIN, () -> with(users -> users.setRole("ann", Role.OPERATOR)));
        refused(ProblemCode.LAST_ADMIN, () -> with(users -> users.setEnabled("ann", false)));
        with(users -> users.setEnabled("bob", true));
        with(users -> users.setRole("ann", Role.VIEWER));
        refused(ProblemCode.LAST_ADMIN, () -> with(users -> users.setEnabled("bob", false)));
        assertThat(listed()).containsExactly("ann viewer true", "bob admin true");
    }

    @Test
    void ofTwoAdministratorsWhoRemoveEachOtherOneStays() throws Exception {
        with(users -> users.create("ann", "correct horse", Role.ADMIN));
        with(users -> users.create("bob", "correct horse", Role.ADMIN));
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> ann = threads.submit(() -> afterBarrier(together, users -> users.setEnabled("ann", false)));
            Future<?> bob = threads.submit(() -> afterBarrier(together, users -> users.setEnabled("bob", false)));
            long refusals =
                    IntStream.range(0, 2).filter(i -> fails(i == 0 ? ann : bob)).count();
            assertThat(refusals).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
        assertThat(listed()).filteredOn(line -> line.endsWith("admin true")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "ann12345", "ANN12345", "with\nline end", "with\0nul 123"})
    void passwordsThatDoNotFitAreRefused(String password) {
        refused(ProblemCode.REQUEST_INVALID, () -> with(users -> users.create("ann12345", password, Role.VIEWER)));
    }

    @Test
    void passwordsHaveEightToSeventyTwoBytes() {
        with(users -> users.create("a", "12345678", Role.VIEWER));
        with(users -> users.create("b", "ü".repeat(36), Role.VIEWER));
        refused(ProblemCode.REQUEST_INVALID, () -> with(users -> users.create("c", "ü".repeat(36) + "x", Role.VIEWER)));
        refused(ProblemCode.REQUEST_INVALID, () -> with(users -> users.setPassword("a", "short")));
        assertThat(verifies("b", "ü".repeat(36))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ann", "a b", "-a", "ä", "a\nb"})
    void namesThatDoNotFitAreRefused(String name) {
        refused(ProblemCode.REQUEST_INVALID, () -> with(users -> users.create(name, "correct horse", Role.VIEWER)));
    }

    @Test
    void unknownAndTakenNamesAreProblems() {
        with(users -> users.create("x".repeat(64), "correct horse", Role.VIEWER));
        refused(
                ProblemCode.NAME_TAKEN,
                () -> with(users -> users.create("x".repeat(64), "correct horse", Role.VIEWER)));
        refused(ProblemCode.USER_NOT_FOUND, () -> with(users -> users.setPassword("nobody", "correct horse")));
        refused(ProblemCode.USER_NOT_FOUND, () -> with(users -> users.setRole("nobody", Role.ADMIN)));
        refused(ProblemCode.USER_NOT_FOUND, () -> with(users -> users.setEnabled("nobody", false)));
    }

    @Test
    void theFirstAdministratorIsMadeOnceAndNeverBesideOtherAccounts() {
        assertThat(made("first password")).isTrue();
        assertThat(made("second password")).isFalse();
        assertThat(verifies("admin", "first password")).isTrue();
        assertThat(listed()).containsExactly("admin admin true");
        empty();
        with(users -> users.create("ann", "correct horse", Role.VIEWER));
        assertThat(made("first password")).isFalse();
        refused(ProblemCode.REQUEST_INVALID, () -> with(users -> users.createFirstAdmin("short")));
    }

    private boolean made(String password) {
        return with(users -> users.createFirstAdmin(password));
    }

    private java.util.List<String> listed() {
        return with(users -> users.list().stream()
                .map(user -> user.name() + " " + user.role().id() + " " + user.enabled())
                .toList());
    }

    private static void refused(ProblemCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static boolean fails(Future<?> future) {
        try {
            future.get();
            return false;
        } catch (java.util.concurrent.ExecutionException refused) {
            assertThat(refused.getCause()).isInstanceOf(ProblemException.class);
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Object afterBarrier(CyclicBarrier barrier, Function<Users, User> work) throws Exception {
        barrier.await();
        return with(work);
    }

    private static String hash(String name) {
        return database.fromTransaction(
                em -> (String) em.createNativeQuery("SELECT password_hash FROM account WHERE name = :name")
                        .setParameter("name", name)
                        .getSingleResult());
    }

    /** As the realm does it. */
    private static boolean verifies(String name, String password) {
        try {
            PasswordFactory factory =
                    PasswordFactory.getInstance("bcrypt", WildFlyElytronPasswordProvider.getInstance());
            Password kept = factory.translate(ModularCrypt.decode(hash(name)));
            return factory.verify(kept, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private <T> T with(Function<Users, T> work) {
        return database.fromTransaction(em -> work.apply(new TestingAccess(em, clock).users()));
    }
}
