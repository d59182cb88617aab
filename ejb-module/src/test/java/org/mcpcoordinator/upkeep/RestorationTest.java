package org.mcpcoordinator.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.upkeep.TestingArchives.PASSPHRASE;
import static org.mcpcoordinator.upkeep.TestingArchives.ask;
import static org.mcpcoordinator.upkeep.TestingArchives.restore;
import static org.mcpcoordinator.upkeep.TestingArchives.run;
import static org.mcpcoordinator.upkeep.TestingArchives.write;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;

class RestorationTest {
    private static final String STATES =
            "SELECT string_agg(server || ' ' || state || ' ' || reason, ', ' ORDER BY server) FROM instance";

    @TempDir
    Path folder;

    private TestingDatabase before;
    private TestingDatabase after;

    @BeforeEach
    void makeTwo() throws SQLException {
        before = new TestingDatabase();
        after = new TestingDatabase();
        TestingArchives.fill(before);
    }

    @AfterEach
    void close() {
        before.close();
        after.close();
    }

    @Test
    void whatIsRestoredIsWhatWasSavedByChecksum() throws Exception {
        Manifest saved = write(before, folder.resolve("a.zip"), PASSPHRASE);
        restore(after, folder.resolve("a.zip"), PASSPHRASE, false);

        Manifest again = write(after, folder.resolve("b.zip"), PASSPHRASE);

        // The one rollout that was under way is now paused: told by the test below.
        run(
                before,
                "UPDATE rollout SET state = 'PAUSED', reason = 'RESTORED', detail ="
                        + " 'it was under way when the backup was taken: resume or abort it' WHERE id = 2");
        assertThat(again.content())
                .isEqualTo(write(before, folder.resolve("c.zip"), null).content());
        assertThat(again.rows()).isEqualTo(saved.rows());
        assertThat(table(again, "audit_entry")).isEqualTo(table(saved, "audit_entry"));
    }

    @Test
    void whatWasSeenIsForgottenAndWhatAPersonDecidedStays() throws Exception {
        write(before, folder.resolve("a.zip"), null);
        restore(after, folder.resolve("a.zip"), null, false);

        assertThat(ask(after, STATES))
                .isEqualTo("s1 PLANNED WISHED, s2 PLANNED WISHED, s3 PLANNED WISHED, s4 QUARANTINED OPERATOR,"
                        + " s5 STOPPING OPERATOR");
        assertThat(ask(
                        after,
                        "SELECT state || ' ' || pid || ' ' || port || ' ' || generation || ' ' || side FROM beside"))
                .isEqualTo("PLANNED 0 4100 9 1");
        // That of a generation on its way out, port 4101, is free again.
        assertThat(ask(after, "SELECT count(*) FROM port_lease")).isEqualTo("6");
        assertThat(ask(after, "SELECT sum(pid) + sum(attempt) + sum(epoch) FROM instance"))
                .isEqualTo("0");
        assertThat(ask(
                        after,
                        "SELECT string_agg(state || ' ' || execution || ' ' || epoch, ', ' ORDER BY id) FROM rollout"))
                .isEqualTo("SUCCEEDED 0 0, PAUSED 0 0");
    }

    @Test
    void numbersGoOnBehindThoseOfTheArchive() throws Exception {
        write(before, folder.resolve("a.zip"), null);
        restore(after, folder.resolve("a.zip"), null, false);

        assertThat(ask(after, """
                        INSERT INTO revision (fleet, number, hash, author, reason, created_at, document)
                        VALUES ('f', 3, 'h3', 'ann', '', now(), '{}') RETURNING id""")).isEqualTo("3");
    }

    @Test
    void agentsHearAnEpochNewerThanAnyTheyCanHaveHeard() throws Exception {
        write(before, folder.resolve("a.zip"), null);
        restore(after, folder.resolve("a.zip"), null, false);

        assertThat(ask(after, "SELECT epoch FROM lease WHERE name = 'host/local'"))
                .isEqualTo("1007");
    }

    @Test
    void withoutAPassphraseNobodyComesInAndNothingIsToldOnlyWithOne() throws Exception {
        Manifest open = write(before, folder.resolve("a.zip"), null);
        assertThat(open.leftOut()).containsExactly("account", "api_token", "secret");
        restore(after, folder.resolve("a.zip"), null, false);
        assertThat(ask(after, "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM secret)"))
                .isEqualTo("0");

        write(before, folder.resolve("b.zip"), PASSPHRASE);
        restore(after, folder.resolve("b.zip"), PASSPHRASE, true);
        assertThat(ask(after, "SELECT convert_from(sealed, 'UTF8') FROM secret WHERE name = 'KEY'"))
                .isEqualTo("ytnelp-fo-nroh");
        assertThat(ask(after, "SELECT password_hash FROM account")).isEqualTo("hash-of-ann");
        assertThat(ask(after, "SELECT count(*) FROM api_token WHERE sha256 = sha256('ci')"))
                .isEqualTo("1");
    }

    @Test
    void whoeverIsHereAlreadyStaysAndTheTrailOnlyGrows() throws Exception {
        run(after, "INSERT INTO account VALUES ('ann', 'another-hash', 'admin', true, now(), now())");
        run(after, """
                INSERT INTO audit_entry (at, who, means, action, target, outcome, detail)
                VALUES (now(), 'ann', 'basic', 'user.create', 'ann', 'ok', '')""");
        write(before, folder.resolve("a.zip"), PASSPHRASE);

        restore(after, folder.resolve("a.zip"), PASSPHRASE, false);
        restore(after, folder.resolve("a.zip"), PASSPHRASE, true);

        assertThat(ask(after, "SELECT password_hash FROM account")).isEqualTo("another-hash");
        assertThat(ask(after, "SELECT count(*) FROM audit_entry")).isEqualTo("21");
    }

    @Test
    void aFleetThatIsHereIsReplacedOnlyWhenAsked() throws Exception {
        write(before, folder.resolve("a.zip"), null);
        run(before, "INSERT INTO plan VALUES ('p', 'f', 2, 'x', '{}', '{}', 'ann', now())");

        assertThatThrownBy(() -> restore(before, folder.resolve("a.zip"), null, false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.NOT_EMPTY))
                .hasMessageContaining("2 revisions and 5 server instances");
        run(before, "UPDATE instance SET definition_hash = 'other', generation = 9 WHERE server = 's2'");
        run(before, "UPDATE instance SET generation = 8, restarts = 2 WHERE server = 's1'");
        restore(before, folder.resolve("a.zip"), null, true);

        // s1 runs as the archive wants it and is left alone; s2 does not.
        assertThat(ask(
                        before,
                        "SELECT string_agg(server || ' ' || generation || ' ' || restarts, ', ' ORDER BY server)"
                                + " FROM instance WHERE server IN ('s1', 's2', 's3')"))
                .isEqualTo("s1 8 2, s2 10 0, s3 3 0");
        assertThat(ask(before, STATES))
                .isEqualTo("s1 HEALTHY ANSWERS, s2 PLANNED WISHED, s3 HEALTHY ANSWERS, s4 QUARANTINED OPERATOR,"
                        + " s5 STOPPED OPERATOR");
        assertThat(ask(before, "SELECT count(*) FROM plan")).isEqualTo("0");
    }

    @Test
    void aServerThatStillRunsIsTakenOverIfItIsTheSameGenerationAndOutrunIfItIsNewer() throws Exception {
        write(before, folder.resolve("a.zip"), null);

        restore(
                after,
                folder.resolve("a.zip"),
                null,
                false,
                List.of(new Fences.Running("s1", 0, 1, 3), new Fences.Running("s2", 0, 5, 1)));

        assertThat(ask(
                        after,
                        "SELECT string_agg(server || ' ' || generation || ' ' || restarts, ', ' ORDER BY server)"
                                + " FROM instance WHERE server IN ('s1', 's2', 's3')"))
                .isEqualTo("s1 1 3, s2 6 0, s3 3 0");
    }

    @Test
    void anotherPortBaseAndUnknownHostsAreRefusedBeforeAnythingIsTouched() throws Exception {
        write(before, folder.resolve("a.zip"), null);
        try (ArchiveReader archive = TestingArchives.checked(folder.resolve("a.zip"), null);
                Connection connection = after.asOwner().getConnection()) {
            Restoration restoration = new Restoration(connection, archive, (name, value) -> new byte[0]);

            assertThatThrownBy(() -> restoration.check(4100, Set.of("local"), false))
                    .hasMessageContaining("begin at 3100, those of this installation at 4100");
            assertThatThrownBy(() -> restoration.check(3100, Set.of("one", "two"), false))
                    .hasMessageContaining("hosts that are not known here: local");
            connection.setAutoCommit(false);
            assertThat(restoration.fill(Set.of("new"), List.of())).containsEntry("local", "new");
            connection.commit();
        }
        assertThat(ask(after, "SELECT count(*) FROM port_lease WHERE host = 'new'"))
                .isEqualTo("6");
        assertThat(ask(after, "SELECT name FROM lease")).isEqualTo("host/new");
    }

    private static String table(Manifest manifest, String name) {
        return manifest.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow()
                .sha256();
    }
}
