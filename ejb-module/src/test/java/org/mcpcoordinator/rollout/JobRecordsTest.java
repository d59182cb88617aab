package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;

class JobRecordsTest {
    private static final String JOBS = """
            WITH made AS (INSERT INTO public.job_instance (jobname, applicationname)
                 SELECT 'rollout', 'coordinator' FROM generate_series(1, %d) RETURNING jobinstanceid),
            ran AS (INSERT INTO public.job_execution (jobinstanceid, createtime, lastupdatedtime, batchstatus)
                 SELECT jobinstanceid, cast('%s' as timestamptz) - interval '%d days',
                        cast('%s' as timestamptz) - interval '%d days', '%s' FROM made RETURNING jobexecutionid)
            INSERT INTO public.step_execution (jobexecutionid, stepname) SELECT jobexecutionid, 'open' FROM ran""";

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

    /**
     * A running job writes its own records and those of its steps while the purge is at work. The bounds are criterion B13's
     * own: the purge within a minute, the job never held up for longer than a second.
     */
    @Test
    void aHundredThousandOldJobsGoWithinAMinuteYoungOnesStayAndARunningJobWaitsForNoLock() throws Exception {
        jobs(100_000, 31, "COMPLETED");
        jobs(500, 40, "STARTED");
        jobs(7, 29, "FAILED");
        assertThatWhatIsLookedUpIsFoundByAnIndex();
        jobs(1, 0, "STARTED");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        ExecutorService job = Executors.newSingleThreadExecutor();
        try {
            Future<?> running = job.submit(() -> {
                while (!over.get()) {
                    writeAsTheNewestJob();
                    written.incrementAndGet();
                }
            });
            Instant begun = Instant.now();
            assertThat(purge(30)).isEqualTo(100_500);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
            over.set(true);
            running.get(30, TimeUnit.SECONDS);
        } finally {
            over.set(true);
            job.shutdown();
        }
        assertThat(written).hasPositiveValue();

        assertThat(count("public.job_instance")).isEqualTo(8);
        assertThat(count("public.step_execution")).isEqualTo(8 + written.get());
        assertThat(purge(30)).isZero();
        assertThat(purge(28)).isEqualTo(7);
        clock.advance(Duration.ofDays(60));
        assertThat(purge(30)).isEqualTo(1);
    }

    /** Who waited for a lock for longer than a second would fail. */
    private static void writeAsTheNewestJob() {
        database.inTransaction(em -> {
            em.createNativeQuery("SET LOCAL lock_timeout = '1s'").executeUpdate();
            em.createNativeQuery("UPDATE public.job_execution SET version = version"
                            + " WHERE jobexecutionid = (SELECT max(jobexecutionid) FROM public.job_execution)")
                    .executeUpdate();
            em.createNativeQuery("INSERT INTO public.step_execution (jobexecutionid, stepname)"
                            + " SELECT max(jobexecutionid), 'gate' FROM public.job_execution")
                    .executeUpdate();
        });
    }

    @Test
    void theJobOfAnOpenRolloutStaysHoweverOld() {
        jobs(1, 400, "STARTED");
        database.inTransaction(em -> em.createNativeQuery("""
                        INSERT INTO rollout (fleet, revision, state, profile, planned, progress_at, progress_seconds,
                                             job_instance, started_by, started_at)
                        SELECT 'long', 1, 'PAUSED', 'quick', 1, now(), 1, max(jobinstanceid), 'anna', now()
                          FROM public.job_instance""").executeUpdate());

        assertThat(purge(30)).isZero();

        database.inTransaction(em ->
                em.createNativeQuery("DELETE FROM rollout WHERE fleet = 'long'").executeUpdate());
        assertThat(purge(30)).isEqualTo(1);
    }

    @Test
    void theJobOfARolloutThatFailedUnseenStaysUntilItIsAcknowledged() {
        jobs(1, 400, "FAILED");
        database.inTransaction(em -> em.createNativeQuery("""
                        INSERT INTO rollout (fleet, revision, state, profile, planned, progress_at, progress_seconds,
                                             job_instance, started_by, started_at, ended_at)
                        SELECT 'seen', 1, 'FAILED', 'quick', 1, now(), 1, max(jobinstanceid), 'anna', now(), now()
                          FROM public.job_instance""").executeUpdate());

        assertThat(purge(30)).isZero();

        database.inTransaction(
                em -> em.createNativeQuery("UPDATE rollout SET acknowledged_at = now() WHERE fleet = 'seen'")
                        .executeUpdate());
        assertThat(purge(30)).isEqualTo(1);
    }

    @Test
    void daysAreBounded() {
        assertThatThrownBy(() -> purge(0)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> purge(3651)).isInstanceOf(ProblemException.class);
    }

    /** What the job repository asks for again and again, and what the purge's foreign keys do. */
    private static void assertThatWhatIsLookedUpIsFoundByAnIndex() {
        database.inTransaction(
                em -> em.createNativeQuery("ANALYZE public.job_instance, public.job_execution, public.step_execution")
                        .executeUpdate());
        assertThat(List.of(
                        plan("SELECT * FROM public.job_execution WHERE jobinstanceid = 7"),
                        plan("SELECT * FROM public.step_execution WHERE jobexecutionid = 7"),
                        plan("SELECT * FROM public.job_instance WHERE jobname = 'none' ORDER BY jobinstanceid DESC"),
                        plan("DELETE FROM public.job_instance WHERE jobinstanceid = 7"),
                        plan("SELECT * FROM public.partition_execution WHERE stepexecutionid = 7")))
                .allMatch(plan -> plan.contains("Index"))
                .noneMatch(plan -> plan.contains("Seq Scan on job_"));
    }

    private static String plan(String statement) {
        List<?> lines = database.fromTransaction(
                em -> (List<?>) em.createNativeQuery("EXPLAIN " + statement).getResultList());
        return lines.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    private int purge(int days) {
        return database.fromTransaction(em -> {
            JobRecords records = new JobRecords();
            records.store = new JobRecordStore(em);
            records.clock = clock;
            return records.purge(days);
        });
    }

    private void jobs(int count, int daysOld, String status) {
        String now = clock.instant().toString();
        database.inTransaction(em -> em.createNativeQuery(JOBS.formatted(count, now, daysOld, now, daysOld, status))
                .executeUpdate());
    }

    private static long count(String table) {
        return database.fromTransaction(em ->
                ((Number) em.createNativeQuery("SELECT count(*) FROM " + table).getSingleResult()).longValue());
    }
}
