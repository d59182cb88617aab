package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;

class SecretsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    static Path folder;

    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void whatWasSetIsRevealedAndNamesAreListedInOrder() {
        inTransaction(secrets -> {
            secrets.set("b.TOKEN", "größe");
            secrets.set("a_key", "k");
        });
        inTransaction(secrets -> secrets.set("a_key", "k2"));
        inTransaction(secrets -> {
            assertThat(secrets.list()).containsSubsequence("a_key", "b.TOKEN");
            assertThat(secrets.reveal(Set.of("b.TOKEN", "a_key", "not-there")))
                    .isEqualTo(Map.of("b.TOKEN", "größe", "a_key", "k2"));
            assertThat(secrets.reveal(Set.of())).isEmpty();
        });
    }

    @Test
    void theTableHoldsNoValue() {
        inTransaction(secrets -> secrets.set("hidden", "plain-words"));
        database.inTransaction(em -> {
            byte[] sealed = (byte[]) em.createNativeQuery("SELECT sealed FROM secret WHERE name = 'hidden'")
                    .getSingleResult();
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("plain-words");
            assertThat(sealed).hasSize(1 + 12 + "plain-words".length() + 16);
        });
    }

    @Test
    void aValueMovedUnderAnotherNameDoesNotOpen() {
        inTransaction(secrets -> secrets.set("mine", "value"));
        database.inTransaction(em -> em.createNativeQuery(
                        "INSERT INTO secret SELECT 'stolen', sealed, changed_at FROM secret WHERE name = 'mine'")
                .executeUpdate());
        inTransaction(secrets -> assertThatThrownBy(() -> secrets.reveal(Set.of("stolen")))
                .hasMessageContaining("stolen")
                .hasMessageNotContaining("value"));
        database.inTransaction(em ->
                em.createNativeQuery("DELETE FROM secret WHERE name = 'stolen'").executeUpdate());
    }

    @Test
    void aRemovedSecretIsGoneAndRemovingItAgainIsAProblem() {
        inTransaction(secrets -> secrets.set("brief", "value"));
        inTransaction(secrets -> secrets.remove("brief"));
        inTransaction(secrets -> assertThatThrownBy(() -> secrets.remove("brief"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_NOT_FOUND)));
    }

    @Test
    void namesAndValuesOutOfBoundsAreRefused() {
        inTransaction(secrets -> {
            for (String name : new String[] {"", ".a", "a b", "a/b", "ä", "x".repeat(129)}) {
                assertThatThrownBy(() -> secrets.set(name, "v")).isInstanceOf(ProblemException.class);
            }
            assertThatThrownBy(() -> secrets.set("n", "")).isInstanceOf(ProblemException.class);
            assertThatThrownBy(() -> secrets.set("n", "v".repeat(Secrets.LARGEST + 1)))
                    .isInstanceOf(ProblemException.class);
            secrets.set("x".repeat(128), "v".repeat(Secrets.LARGEST));
        });
    }

    @Test
    void theKeyFileIsMadeOnceForItsOwnerAndReadAgain(@TempDir Path empty) throws Exception {
        Path file = empty.resolve("below").resolve("secret-key");
        byte[] made = new SecretKeyFile(file).key().getEncoded();
        assertThat(made).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new SecretKeyFile(file).key().getEncoded()).isEqualTo(made);
        assertThat(Files.list(file.getParent())).containsExactly(file);
    }

    @Test
    void aKeyFileOthersMayReadIsRefused(@TempDir Path empty) throws Exception {
        Path file = empty.resolve("secret-key");
        new SecretKeyFile(file).key();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> new SecretKeyFile(file).key()).hasMessageContaining("chmod 600");
    }

    @Test
    void aKeyFileWithSomethingElseInItIsRefused(@TempDir Path empty) throws Exception {
        Path file = empty.resolve("secret-key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        for (String content : new String[] {"", "no base64!", "c2hvcnQ="}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> new SecretKeyFile(file).key()).hasMessageContaining("key of 32 bytes");
        }
    }

    private static void inTransaction(Consumer<Secrets> work) {
        Seal seal = new Seal(new SecretKeyFile(folder.resolve("secret-key")).key());
        database.inTransaction(em -> work.accept(new TestingAccess(em, CLOCK).secrets(seal)));
    }
}
