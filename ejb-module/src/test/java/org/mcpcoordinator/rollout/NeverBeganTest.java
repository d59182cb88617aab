package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.testing.TestingServers;

/** A rollout whose job cannot begin fails within a minute, and says why. Criterion B14. */
@ExtendWith(TestingRollouts.Provider.class)
class NeverBeganTest {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @AfterEach
    void forgetTheJobs() {
        change("DELETE FROM public.job_instance");
    }

    @Test
    void ofAJobThatCanNeverBeCarriedOutNothingIsStarted() {
        world.launcher.broken = Optional.of("rollout.xml names what is not in the deployment: batchlet gone");

        Rollout rollout = world.request(world.sample(10), List.of(), "quick");

        assertThat(rollout.state()).isEqualTo(RolloutState.FAILED);
        assertThat(rollout.reason()).isEqualTo("JOB_DID_NOT_BEGIN");
        assertThat(rollout.detail()).contains("batchlet gone");
        assertThat(world.launcher.asked).isEmpty();

        world.launcher.broken = Optional.empty();
        assertThat(world.act(rollout, "recover").state()).isNotEqualTo(RolloutState.FAILED);
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void ofAJobThatEndsAtOnceEachTimeIsToldWhatWasThrown() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");

        untilFailed(rollout, () -> {
            world.launcher.alive.clear();
            recorded(
                    world.find(rollout.id()).executionId(),
                    "FAILED",
                    "FAILED",
                    "'java.lang.IllegalStateException: JBERET1: no part\n\tat a.B\nCaused by: java.io.IOException: gone'");
        });

        assertThat(world.find(rollout.id()).detail())
                .contains("IllegalStateException: JBERET1: no part; it came from java.io.IOException: gone")
                .doesNotContain("at a.B");
    }

    @Test
    void ofAJobWhoseListenerIsBrokenIsToldItsExitStatus() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");

        untilFailed(
                rollout,
                () -> recorded(world.find(rollout.id()).executionId(), "FAILED", "JBERET7: no listener", "NULL"));

        assertThat(world.find(rollout.id()).detail()).contains("is FAILED", "JBERET7: no listener");
    }

    @Test
    void ofAJobThatStandsAtItsBeginningTheLogIsNamed() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");

        untilFailed(rollout, () -> recorded(world.find(rollout.id()).executionId(), "STARTING", "", "NULL"));

        assertThat(world.find(rollout.id()).detail()).contains("is STARTING", "server's log");
    }

    @Test
    void aJobThatCannotBeStartedFailsItsRollout() {
        Rollout first = world.request(world.sample(10), List.of(), "quick");
        world.launcher.refusal = Optional.of(new IllegalStateException("JBERET2: no such job"));
        world.crash();

        untilFailed(first, () -> {});

        assertThat(world.find(first.id()).detail()).contains("JBERET2: no such job");
    }

    @Test
    void aJobThatCannotBeStartedHoldsUpNoOther() {
        Rollout first = world.request(world.sample(10), List.of(), "quick");
        FleetFile beside = world.catalog.file(
                "beside",
                List.of(TestingServers.builtin(
                        "beside-1", world.sample(1).servers().get(0).category(), "1")));
        Rollout second = world.request(beside, List.of(), "quick");
        world.launcher.refusal = Optional.of(new IllegalStateException("JBERET2: no such job"));
        world.crash();
        world.launcher.asked.clear();

        world.timer();

        assertThat(world.launcher.asked)
                .containsExactlyInAnyOrder("restart " + first.id() + " 1", "restart " + second.id() + " 2");
    }

    @Test
    void aJobThatCanBeStartedAgainInTheLastMomentFailsNothing() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        world.launcher.refusal = Optional.of(new IllegalStateException("the disk is full"));
        world.crash();
        for (int look = 0; look < 26; look++) {
            world.timer();
            world.clock.advance(Duration.ofSeconds(2));
        }

        world.launcher.refusal = Optional.empty();
        world.timer();
        world.timer();

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
    }

    /** The timer looks every two seconds. */
    private void untilFailed(Rollout rollout, Runnable before) {
        Instant end = world.clock.instant().plus(AT_MOST);
        while (world.find(rollout.id()).state() != RolloutState.FAILED
                && world.clock.instant().isBefore(end)) {
            before.run();
            world.timer();
            world.clock.advance(Duration.ofSeconds(2));
        }
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.FAILED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("JOB_DID_NOT_BEGIN");
    }

    /** What the job repository has of an execution. */
    private void recorded(long execution, String status, String exit, String thrown) {
        change("DELETE FROM public.job_instance");
        change("""
                WITH made AS (INSERT INTO public.job_instance (jobname, applicationname)
                     VALUES ('rollout', 'coordinator') RETURNING jobinstanceid),
                ran AS (INSERT INTO public.job_execution (jobexecutionid, jobinstanceid, batchstatus, exitstatus)
                     SELECT %d, jobinstanceid, '%s', '%s' FROM made RETURNING jobexecutionid)
                INSERT INTO public.step_execution (jobexecutionid, stepname, executionexception)
                SELECT jobexecutionid, 'open', %s FROM ran""".formatted(execution, status, exit, thrown));
    }

    private void change(String sql) {
        world.in(room -> room.em.createNativeQuery(sql).executeUpdate());
    }
}
