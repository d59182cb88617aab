package org.mcpcoordinator.batch.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJBException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.GateAnswer;
import org.mcpcoordinator.rollout.InstanceOrder;
import org.mcpcoordinator.rollout.RolloutSteps;
import org.mcpcoordinator.rollout.Ticket;

@Timeout(20)
class JobPartsTest {
    private final TestingSteps steps = new TestingSteps();
    private final TestingJob job = new TestingJob();
    private final RolloutBell bell = new RolloutBell();

    @ParameterizedTest
    @EnumSource(value = GateAnswer.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "WAIT")
    void aGateEndsWithWhatItHears(GateAnswer.Kind kind) throws InterruptedException {
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.WAIT, 1));
        steps.answers.add(() -> TestingSteps.answer(kind, 0));

        assertThat(gate().process()).isEqualTo(kind.name());
    }

    @Test
    void aGateIsWokenByTheBellLongBeforeItsPatienceEnds() throws Exception {
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.WAIT, 60_000));
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.GO, 0));
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> processed(gate()));

        while (!end.isDone()) {
            bell.ring();
            Thread.onSpinWait();
        }

        assertThat(end.get(1, TimeUnit.SECONDS)).isEqualTo("GO");
    }

    @Test
    void aRingBetweenLookingAndWaitingIsNotMissed() throws InterruptedException {
        steps.answers.add(() -> {
            bell.ring();
            return TestingSteps.answer(GateAnswer.Kind.WAIT, 60_000);
        });
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.GO, 0));

        assertThat(gate().process()).isEqualTo("GO");
    }

    @Test
    void aStoppedGateEndsAtOnceAndSaysSo() throws Exception {
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.WAIT, 60_000));
        GateBatchlet gate = gate();
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> processed(gate));

        gate.stop();

        assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("STOPPED");
        assertThat(steps.heard).contains("stopped 42");
    }

    @Test
    void aFencedGateEndsFencedAndOtherProblemsAreThrown() throws InterruptedException {
        steps.answers.add(() -> {
            throw new ProblemException(ProblemCode.ROLLOUT_FENCED, "another");
        });
        assertThat(gate().process()).isEqualTo("FENCED");

        steps.answers.clear();
        steps.answers.add(() -> {
            throw new ProblemException(ProblemCode.INTERNAL, "broken");
        });
        assertThatThrownBy(() -> gate().process()).isInstanceOf(ProblemException.class);
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() throws Exception {
        steps.answers.add(() -> {
            throw new EJBException("no connection");
        });
        steps.answers.add(() -> TestingSteps.answer(GateAnswer.Kind.GO, 0));

        assertThat(gate().process()).isEqualTo("GO");
    }

    @Test
    void theReaderGivesChunksInOrderAndKeepsNoCheckpoint() throws Exception {
        steps.chunks.add(orders(0, 100));
        steps.chunks.add(orders(100, 130));
        OrderReader reader = reader();
        reader.open(null);

        long read = IntStream.range(0, 1000)
                .mapToObj(i -> reader.readItem())
                .takeWhile(java.util.Objects::nonNull)
                .count();

        assertThat(read).isEqualTo(130);
        assertThat(reader.checkpointInfo()).isNull();
        assertThat(steps.heard).containsExactly("open 0 5 7", "orders 2 0 100", "orders 2 100 100", "orders 2 130 100");
    }

    @Test
    void aRestartedReaderLeavesItToTheRolloutWhereToBegin() {
        OrderReader reader = reader();
        reader.open(300);

        assertThat(reader.readItem()).isNull();
        assertThat(steps.heard).contains("orders 2 0 100");
    }

    @Test
    void openingTakesTheRolloutNamedAndWithoutOneAsksForTheNewestFleet() {
        open("12");
        open("");
        open(null);

        assertThat(steps.heard).containsExactly("open 12 5 7", "open 0 5 7", "open 0 5 7");
        assertThat(job.getTransientUserData()).isEqualTo(TestingSteps.TICKET);
    }

    @Test
    void theJobRollbackIsAboutTheLastPhase() {
        job.name = "rollback";
        OrderReader reader = reader();
        reader.phase = "rollback";
        reader.open(null);

        assertThat(reader.readItem()).isNull();
        assertThat(steps.heard).containsExactly("open back 0 5 7", "orders 4 0 100");
    }

    @Test
    void aRefusalIsTheExitStatusOfTheJob() {
        OpenBatchlet open = new OpenBatchlet();
        open.tickets = new Tickets(job, new RolloutSteps() {
            @Override
            public Ticket open(long rolloutId, long jobInstance, long executionId) {
                throw new ProblemException(ProblemCode.NO_FLEET, "x".repeat(1000));
            }
        });

        assertThat(open.process()).isEqualTo("REFUSED");
        assertThat(job.exitStatus).startsWith("NO_FLEET: x").hasSize(500);
        assertThat(open("twelve")).isEqualTo("REFUSED");
        assertThat(job.exitStatus).startsWith("REQUEST_INVALID");
    }

    @Test
    void unusedPhasesAreLeftOut() {
        MorePhasesDecider decider = new MorePhasesDecider();
        decider.tickets = new Tickets(job, steps);
        decider.phase = "3";
        assertThat(decider.decide(new jakarta.batch.runtime.StepExecution[0])).isEqualTo("MORE");
        decider.phase = "4";
        assertThat(decider.decide(new jakarta.batch.runtime.StepExecution[0])).isEqualTo("DONE");
    }

    @Test
    void anExecutionIsAliveFromItsBeginToItsEndAndLeavesItsRolloutThen() {
        RolloutJobListener listener = new RolloutJobListener();
        listener.job = job;
        listener.steps = steps;
        listener.executions = new Executions();
        listener.beforeJob();
        assertThat(listener.executions.alive(7)).isTrue();

        job.setTransientUserData(TestingSteps.TICKET);
        listener.afterJob();
        assertThat(listener.executions.alive(7)).isFalse();
        assertThat(steps.heard).containsExactly("leave 42");
    }

    @Test
    void anExecutionThatDiesOfItsDatabaseIsNotAliveEither() {
        RolloutJobListener listener = new RolloutJobListener();
        listener.job = job;
        listener.executions = new Executions();
        listener.steps = new RolloutSteps() {
            @Override
            public void leave(Ticket ticket) {
                throw new EJBException("no connection");
            }
        };
        listener.beforeJob();
        job.setTransientUserData(TestingSteps.TICKET);

        assertThatThrownBy(listener::afterJob).isInstanceOf(EJBException.class);
        assertThat(listener.executions.alive(7)).isFalse();
    }

    @Test
    void aChunkThatTookLongerThanItsTransactionMayIsToldWhenItsJobEnds() {
        RolloutJobListener listener = new RolloutJobListener();
        listener.job = job;
        listener.steps = steps;
        listener.executions = new Executions();
        job.setTransientUserData(TestingSteps.TICKET);

        slowChunk(listener.executions, 119);
        listener.afterJob();
        slowChunk(listener.executions, 120);
        listener.afterJob();
        listener.afterJob();

        assertThat(steps.heard).containsExactly("leave 42", "too slow 42 PT2M of PT2M", "leave 42", "leave 42");
    }

    /** A chunk that fails after so long. */
    private void slowChunk(Executions executions, int seconds) {
        Instant begin = Instant.parse("2026-11-22T10:00:00Z");
        SlowChunk chunk = new SlowChunk();
        chunk.step = new TestingStep(120);
        chunk.job = job;
        chunk.executions = executions;
        chunk.clock = Clock.fixed(begin, ZoneOffset.UTC);
        chunk.beforeChunk();
        chunk.clock = Clock.fixed(begin.plusSeconds(seconds), ZoneOffset.UTC);
        chunk.onError(new IllegalStateException("the transaction is not active"));
    }

    private GateBatchlet gate() {
        GateBatchlet gate = new GateBatchlet();
        gate.phase = "1";
        gate.steps = steps;
        gate.bell = bell;
        gate.tickets = new Tickets(job, steps);
        return gate;
    }

    private OrderReader reader() {
        OrderReader reader = new OrderReader();
        reader.phase = "2";
        reader.steps = steps;
        reader.tickets = new Tickets(job, steps);
        return reader;
    }

    private String open(@org.jspecify.annotations.Nullable String rolloutId) {
        OpenBatchlet open = new OpenBatchlet();
        open.rolloutId = rolloutId;
        open.tickets = new Tickets(job, steps);
        return open.process();
    }

    private static List<InstanceOrder> orders(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new InstanceOrder(i, new InstanceKey("s" + i, 0), "add", 0))
                .toList();
    }

    private static String processed(GateBatchlet gate) {
        try {
            return gate.process();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
