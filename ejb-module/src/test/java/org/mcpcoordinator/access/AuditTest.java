package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;

class AuditTest {
    private static final Caller ANN = new Caller("ann", Role.ADMIN, "basic");
    private static TestingDatabase database;
    private final TestingClock clock = new TestingClock();

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void entriesAreReadNewestFirstPageByPage() {
        long before = total();
        for (int i = 0; i < 5; i++) {
            record("rollout.start", "demo", "ok", "entry " + i);
        }
        AuditPage page = page(0, 2);
        assertThat(page.total()).isEqualTo(before + 5);
        assertThat(page.items()).extracting(AuditEntry::detail).containsExactly("entry 4", "entry 3");
        assertThat(page(1, 2).items()).extracting(AuditEntry::detail).containsExactly("entry 2", "entry 1");
        assertThat(page.items().get(0)).satisfies(entry -> {
            assertThat(entry.at()).isEqualTo(clock.instant());
            assertThat(entry.who()).isEqualTo("ann");
            assertThat(entry.means()).isEqualTo("basic");
            assertThat(entry.action()).isEqualTo("rollout.start");
            assertThat(entry.target()).isEqualTo("demo");
            assertThat(entry.outcome()).isEqualTo("ok");
        });
    }

    @Test
    void nobodyForgesALineOrTurnsATerminal() {
        record("a", "x\r\nann basic ok", "ok", "\u001b[31mred\u202e \u2028 back\\slash ü ไทย \0");
        AuditEntry entry = page(0, 1).items().get(0);
        assertThat(entry.target()).isEqualTo("x\\u000d\\u000aann basic ok");
        assertThat(entry.detail()).isEqualTo("\\u001b[31mred\\u202e \\u2028 back\\\\slash ü ไทย \\u0000");
    }

    @Test
    void textsThatAreTooLongAreCut() {
        record("a".repeat(65), "t".repeat(201), "o".repeat(65), "\n".repeat(1_001));
        AuditEntry entry = page(0, 1).items().get(0);
        assertThat(List.of(entry.action(), entry.target(), entry.outcome(), entry.detail()))
                .extracting(String::length)
                .containsExactly(64, 200, 64, 996);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE audit_entry SET who = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"})
    void theApplicationsRoleCannotChangeWhatIsWritten(String sql) {
        record("a", "b", "ok", "");
        assertThatThrownBy(() ->
                        database.inTransaction(em -> em.createNativeQuery(sql).executeUpdate()))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void pagesOutOfBoundsAreRefused() {
        for (int[] wrong : new int[][] {{-1, 10}, {0, 0}, {0, 501}, {Integer.MAX_VALUE, 10}}) {
            assertThatThrownBy(() -> page(wrong[0], wrong[1])).isInstanceOf(ProblemException.class);
        }
        assertThat(page(1_000_000, 500).items()).isEmpty();
    }

    private void record(String action, String target, String outcome, String detail) {
        database.inTransaction(em -> new TestingAccess(em, clock).audit().record(ANN, action, target, outcome, detail));
    }

    private long total() {
        return page(0, 1).total();
    }

    private AuditPage page(int page, int size) {
        return database.fromTransaction(
                em -> new TestingAccess(em, clock).audit().list(page, size));
    }
}
