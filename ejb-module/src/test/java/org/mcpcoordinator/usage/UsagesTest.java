package org.mcpcoordinator.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.postgresql.ds.PGSimpleDataSource;

class UsagesTest {
    private static final CallFilter ALL = new CallFilter(null, null, null, null, null);
    private static TestingDatabase database;

    private final TestingClock clock = new TestingClock();
    private final Meter meter = new Meter();
    private Trail trail = trail(UsageConfig.Kept.TOOLS);

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM call_usage").executeUpdate();
            em.createNativeQuery("DELETE FROM call_entry").executeUpdate();
        });
    }

    private Trail trail(UsageConfig.Kept kept) {
        Trail made = new Trail(kept);
        made.clock = clock;
        return made;
    }

    private Usages usages(EntityManager em) {
        Usages usages = new Usages();
        usages.store = new UsageStore(em);
        usages.lines = new TrailStore();
        usages.lines.database = em.isOpen() ? database.asApp() : away();
        usages.clock = clock;
        return usages;
    }

    private static DataSource away() {
        PGSimpleDataSource away = new PGSimpleDataSource();
        away.setPortNumbers(new int[] {1});
        return away;
    }

    private Scribe scribe(EntityManager em) {
        Scribe scribe = new Scribe();
        scribe.meter = meter;
        scribe.trail = trail;
        scribe.usages = usages(em);
        return scribe;
    }

    private static Called call(String caller, String server, String method, String tool, String outcome) {
        return new Called(caller, "bearer", server, method, tool, "1", outcome, 100, 200, 3_000_000);
    }

    private void come(Called... calls) {
        for (Called call : calls) {
            meter.count(call);
            trail.note(call);
        }
    }

    private void write(Consumer<Usages> then) {
        database.inTransaction(em -> {
            scribe(em).finish();
            then.accept(usages(em));
        });
    }

    private static CallFilter of(@Nullable String caller, @Nullable String server, @Nullable String tool) {
        return new CallFilter(caller, server, tool, null, null);
    }

    @Test
    void callsAreSummedUpByCallerServerAndTool() {
        come(
                call("ada", "notes", "tools/call", "read", Called.OK),
                call("ada", "notes", "tools/call", "read", "HTTP_500"),
                call("ada", "notes", "tools/call", "write", Called.GONE),
                call("bob", "notes", "tools/list", "", Called.OK));
        write(usages -> {
            assertThat(usages.sums(ALL, 10))
                    .containsExactly(
                            new Usage("ada", "notes", "read", new Usage.Figures(2, 1, 200, 400, 6_000)),
                            new Usage("ada", "notes", "write", new Usage.Figures(1, 0, 100, 200, 3_000)),
                            new Usage("bob", "notes", "", new Usage.Figures(1, 0, 100, 200, 3_000)));
            assertThat(usages.sums(of("ada", "notes", "write"), 10)).hasSize(1);
            assertThat(usages.sums(ALL, 1)).hasSize(1);
        });
    }

    @Test
    void whatComesLaterIsAddedAndHoursAreToldApart() {
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        write(usages -> {});
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        write(usages -> assertThat(usages.sums(ALL, 10))
                .extracting(usage -> usage.figures().calls())
                .containsExactly(2L));
        clock.advance(Duration.ofHours(2));
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        write(usages -> {
            assertThat(usages.sums(ALL, 10))
                    .extracting(usage -> usage.figures().calls())
                    .containsExactly(3L);
            CallFilter lately = new CallFilter(
                    null,
                    null,
                    null,
                    clock.instant().minus(Duration.ofHours(1)),
                    clock.instant().plusSeconds(1));
            assertThat(usages.sums(lately, 10))
                    .extracting(usage -> usage.figures().calls())
                    .containsExactly(1L);
        });
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsLost() {
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        EntityManager closed = database.entityManager();
        closed.close();
        Scribe scribe = scribe(closed);
        for (int turn = 0; turn < 10; turn++) {
            scribe.turn();
        }
        database.inTransaction(em -> {
            scribe.usages = usages(em);
            scribe.finish();
            assertThat(usages(em).sums(ALL, 10)).hasSize(1);
            assertThat(usages(em).calls(ALL, Long.MAX_VALUE, 10)).hasSize(1);
        });
        assertThat(trail.unwritten()).isZero();
    }

    @Test
    void noNameCanKeepTheOthersFromBeingWritten() {
        String caller = "x".repeat(300) + " at issuer.example";
        come(
                call(caller, "notes", "tools/call", "a\0b", Called.OK),
                call(caller + "!", "notes", "tools/call", "a_b", Called.OK),
                call("ada", "notes", "tools/call", "half \ud83d", Called.OK),
                call("ada", "notes", "tools/call", "y".repeat(500), Called.OK),
                call("bob", "notes", "tools/call", "read", Called.OK));
        write(usages -> {
            assertThat(usages.sums(ALL, 10))
                    .extracting(usage -> usage.caller().length() + " " + usage.tool() + " "
                            + usage.figures().calls())
                    .containsExactlyInAnyOrder("200 a_b 2", "3 half _ 1", "3 " + "y".repeat(128) + " 1", "3 read 1");
            assertThat(usages.calls(ALL, Long.MAX_VALUE, 10)).hasSize(5);
        });
    }

    @Test
    void linesThatCannotBeWrittenKeepNoSumsBack() {
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        database.inTransaction(em -> {
            Scribe scribe = scribe(em);
            scribe.usages = new Usages() {
                @Override
                public void note(List<Lines> lines) {
                    throw new IllegalStateException("no lines now");
                }

                @Override
                public void add(List<Usage> sums) {
                    usages(em).add(sums);
                }
            };
            for (int turn = 0; turn < 10; turn++) {
                scribe.turn();
            }
            assertThat(usages(em).sums(ALL, 10)).hasSize(1);
            assertThat(trail.unwritten()).isZero();
            for (int turn = 0; turn < 60; turn++) {
                scribe.turn();
            }
            assertThat(trail.unwritten()).isEqualTo(1);
        });
    }

    @Test
    void piecesAreWrittenOneAtATimeWithARestInBetweenUntilTheEndHasCome() {
        List<Integer> pieces = new ArrayList<>();
        Scribe scribe = new Scribe();
        scribe.meter = meter;
        scribe.trail = trail;
        scribe.usages = new Usages() {
            @Override
            public void note(List<Lines> lines) {
                pieces.add(lines.size());
            }
        };
        for (int call = 0; call < 3 * Lines.MOST; call++) {
            trail.note(call("ada", "notes", "tools/call", "read", Called.OK));
        }
        long begun = System.nanoTime();
        scribe.turn();
        assertThat(pieces).containsExactly(1, 1, 1);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(200_000_000);

        for (int call = 0; call < Trail.MOST * Lines.MOST; call++) {
            trail.note(call("ada", "notes", "tools/call", "read", Called.OK));
        }
        begun = System.nanoTime();
        scribe.finish();
        assertThat(pieces).hasSize(3 + Trail.MOST);
        assertThat(System.nanoTime() - begun).isLessThan(1_500_000_000);
    }

    @Test
    void callersWhoCallTooManyDifferentThingsAreTheOnesWhoseCallsAreNotToldApart() {
        for (int tool = 0; tool < Meter.MOST_EACH + 50; tool++) {
            come(call("wild", "notes", "tools/call", "t" + tool, Called.OK));
        }
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        List<Usage> news = meter.news().stream().map(Meter.Told::usage).toList();
        assertThat(news).hasSize(Meter.MOST_EACH + 2);
        assertThat(news).contains(new Usage("wild", "*", "*", new Usage.Figures(50, 0, 5_000, 10_000, 150_000)));
        assertThat(news)
                .anyMatch(usage -> usage.caller().equals("ada") && usage.tool().equals("read"));
    }

    @Test
    void thereIsAnEndToAllSumsTogetherAndPlacesOfWhoRestsAreGivenBack() {
        for (int caller = 0; caller < 11; caller++) {
            for (int tool = 0; tool < Meter.MOST_EACH; tool++) {
                meter.count(call("c" + caller, "notes", "tools/call", "t" + tool, Called.OK));
            }
        }
        for (int caller = 0; caller < 30_000; caller++) {
            meter.count(call("late" + caller, "notes", "tools/call", "read", Called.OK));
        }
        assertThat(meter.size()).isLessThanOrEqualTo(Meter.MOST + 12);
        List<Meter.Told> news = meter.news();
        assertThat(news)
                .extracting(Meter.Told::usage)
                .contains(new Usage("*", "*", "*", new Usage.Figures(32_000, 0, 3_200_000, 6_400_000, 96_000_000)));
        news.forEach(Meter.Told::written);
        for (int turn = 0; turn < 70; turn++) {
            assertThat(meter.news()).isEmpty();
        }
        assertThat(meter.size()).isZero();
    }

    @Test
    void linesArePagedByTheirIdsNewestFirst() {
        for (int n = 0; n < 5; n++) {
            come(call(n % 2 == 0 ? "ada" : "bob", "notes", "tools/call", "t" + n, Called.OK));
        }
        write(usages -> {
            List<CallEntry> page = usages.calls(ALL, Long.MAX_VALUE, 2);
            assertThat(page).extracting(entry -> entry.call().tool()).containsExactly("t4", "t3");
            assertThat(usages.calls(ALL, page.get(1).id(), 9))
                    .extracting(entry -> entry.call().tool())
                    .containsExactly("t2", "t1", "t0");
            assertThat(usages.calls(of("bob", null, null), Long.MAX_VALUE, 9)).hasSize(2);
            assertThat(usages.calls(of(null, "notes", "t1"), Long.MAX_VALUE, 9)).hasSize(1);
            assertThat(page.get(0).at()).isEqualTo(clock.instant());
            assertThat(page.get(0).call().nanos()).isEqualTo(3_000_000);
        });
    }

    @Test
    void linesOfManyPiecesAreWrittenInTheirOrder() {
        for (int n = 0; n < 987; n++) {
            trail.note(call("ada", "notes", "tools/call", "t" + n, Called.OK));
        }
        write(usages -> assertThat(usages.calls(ALL, Long.MAX_VALUE, 2_000))
                .extracting(entry -> entry.call().tool())
                .containsExactlyElementsOf(
                        IntStream.range(0, 987).mapToObj(n -> "t" + (986 - n)).toList()));
    }

    @ParameterizedTest
    @CsvSource({"OFF,0", "TOOLS,2", "ALL,3"})
    void theSettingTellsWhichCallsAreKept(UsageConfig.Kept kept, int lines) {
        trail = trail(kept);
        come(
                call("ada", "notes", "tools/call", "read", Called.OK),
                call("ada", "notes", "", Called.UNTOLD, Called.OK),
                call("ada", "notes", "ping", "", Called.OK));
        assertThat(lines(trail.take(10))).isEqualTo(lines);
    }

    private static int lines(List<Lines> pieces) {
        return pieces.stream().mapToInt(Lines::count).sum();
    }

    @Test
    void aFullQueueHoldsNobodyUpAndTellsWhatIsMissing() {
        int most = Trail.MOST * Lines.MOST;
        for (int n = 0; n < most + 7; n++) {
            trail.note(call("ada", "notes", "tools/call", "t" + n, Called.OK));
        }
        assertThat(trail.unwritten()).isEqualTo(7);
        List<Lines> oldest = trail.take(1);
        assertThat(lines(oldest)).isEqualTo(Lines.MOST);
        trail.note(call("ada", "notes", "tools/call", "last", Called.OK));
        assertThat(trail.unwritten()).isEqualTo(7);
        assertThat(lines(trail.take(100))).isEqualTo(most - Lines.MOST + 1);
        assertThat(trail.waits()).isFalse();
        trail.lost(oldest);
        assertThat(trail.unwritten()).isEqualTo(7 + Lines.MOST);
    }

    @Test
    void noLineIsLongerThanItsPlaceAndWhatIsNoneOfOursIsKept() {
        String wide = "\ud83d\ude00\\".repeat(300);
        trail = trail(UsageConfig.Kept.ALL);
        for (int n = 0; n < 300; n++) {
            trail.note(new Called(wide, wide, wide, wide, wide, wide, wide, 1, 1, Long.MAX_VALUE));
        }
        trail.note(new Called("a\tb", "\\N", "\\.", "\n\r", "é ก", "'; --", "", 1, 1, 1_999));
        write(usages -> {
            List<CallEntry> entries = usages.calls(ALL, Long.MAX_VALUE, 500);
            assertThat(entries).hasSize(301);
            assertThat(entries.get(0).call())
                    .isEqualTo(new Called("a_b", "\\N", "\\.", "__", "é ก", "'; --", "", 0, 0, 1_000));
            assertThat(entries.get(1).call().caller()).isEqualTo("\ud83d\ude00\\".repeat(100));
            assertThat(entries.get(1).call().tool()).isEqualTo("\ud83d\ude00\\".repeat(64));
        });
    }

    @Test
    void whatIsOldIsThrownAway() {
        come(call("ada", "notes", "tools/call", "old", Called.OK));
        write(usages -> {});
        clock.advance(Usages.CALLS_KEPT.plusHours(1));
        come(call("ada", "notes", "tools/call", "new", Called.OK));
        write(usages -> {
            assertThat(usages.purge()).isEqualTo(1);
            assertThat(usages.calls(ALL, Long.MAX_VALUE, 9))
                    .extracting(entry -> entry.call().tool())
                    .containsExactly("new");
            assertThat(usages.sums(ALL, 9)).hasSize(2);
        });
        clock.advance(Usages.SUMS_KEPT.minusDays(29));
        database.inTransaction(em -> {
            assertThat(usages(em).purge()).isEqualTo(2);
            assertThat(usages(em).sums(ALL, 9)).hasSize(1);
        });
    }

    @Test
    void linesAreNeverChanged() {
        come(call("ada", "notes", "tools/call", "read", Called.OK));
        write(usages -> {});
        assertThatThrownBy(() -> database.inTransaction(em -> em.createNativeQuery("UPDATE call_entry SET caller = 'x'")
                        .executeUpdate()))
                .hasStackTraceContaining("permission denied");
    }
}
