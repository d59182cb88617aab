package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.SharedDatabase;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingServers;

/** Rollouts as people ask for them and as jobs carry them out, step by step. */
final class TestingRollouts extends TestingHosts {
    static final Caller ANNA = new Caller("anna", Role.ADMIN, "basic");
    static final Caller BEN = new Caller("ben", Role.OPERATOR, "basic");

    TestingRollouts(TestingDatabase database) {
        super(database);
    }

    /** The same, begun anew on the same database; this one is of no use any more. */
    TestingRollouts another() {
        return new TestingRollouts(database);
    }

    Rollout request(FleetFile file, List<Integer> phases, String profile) {
        return request(file, phases, profile, Terms.Wanted.NOTHING);
    }

    Rollout request(FleetFile file, List<Integer> phases, String profile, Terms.Wanted terms) {
        Plan plan = plan(file);
        return in(room -> room.rollouts.request(new RolloutRequest(plan.id(), phases, profile, terms, 0, ""), ANNA));
    }

    /** A fleet of so many servers, round robin over the categories. */
    FleetFile sample(int servers) {
        return catalog.file("sample", TestingServers.many(servers));
    }

    /** The same, all of them defined otherwise in each version. */
    FleetFile version(int servers, String version) {
        return catalog.file(
                "sample",
                TestingServers.many(servers).stream()
                        .map(server -> TestingServers.builtin(server.name(), server.category(), version))
                        .toList());
    }

    /** A fleet of so many servers that has been rolled out. */
    Rollout rolledOut(int servers) {
        return rolledOut(sample(servers));
    }

    /** A fleet that has been rolled out, every server of it healthy. */
    Rollout rolledOut(FleetFile file) {
        Rollout rollout = request(file, List.of(), "quick");
        drive(open(rollout));
        assertThat(instances()).hasSameSizeAs(file.servers()).allMatch(i -> i.state() == InstanceState.HEALTHY);
        return find(rollout.id());
    }

    Plan plan(FleetFile file) {
        return in(room -> room.rollouts.plan(file, ANNA));
    }

    Rollout request(Plan plan, int allowRemove) {
        return in(room -> room.rollouts.request(quick(plan, allowRemove), ANNA));
    }

    /** The plan at once, with leave to remove so many servers. */
    static RolloutRequest quick(Plan plan, int allowRemove) {
        return new RolloutRequest(plan.id(), List.of(), "quick", Terms.Wanted.NOTHING, allowRemove, "");
    }

    /** Fails unless the call is refused with that code. */
    static void refused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    /** The first step of the rollout's job, which this node has launched. */
    Ticket open(Rollout rollout) {
        Rollout now = find(rollout.id());
        return in(room -> room.steps.open(now.id(), 1000 + now.id(), now.executionId()));
    }

    /** The first step of the job that carries the rollout back. */
    Ticket openBack(Rollout rollout) {
        Rollout now = find(rollout.id());
        return in(room -> room.steps.openBack(now.id(), 2000 + now.id(), now.executionId()));
    }

    Rollout act(Rollout rollout, String action) {
        return in(room -> room.rollouts.act(rollout.id(), action, ANNA));
    }

    Rollout find(long id) {
        return in(room -> room.rollouts.find(id).orElseThrow());
    }

    /** What the job's steps do for one phase before its gate. */
    void wishAll(Ticket ticket, int phase) {
        List<InstanceOrder> orders;
        do {
            List<InstanceOrder> chunk = in(room -> room.steps.orders(ticket, phase, 0, 100));
            if (!chunk.isEmpty()) {
                in(room -> {
                    room.steps.wish(ticket, chunk);
                    return 0;
                });
            }
            orders = chunk;
        } while (!orders.isEmpty());
    }

    GateAnswer.Kind look(Ticket ticket, int phase) {
        return in(room -> room.steps.look(ticket, phase)).kind();
    }

    /** Passes one phase. */
    void phase(Ticket ticket, int phase) {
        wishAll(ticket, phase);
        GateAnswer.Kind answer = look(ticket, phase);
        while (answer == GateAnswer.Kind.WAIT) {
            hostsDoTheirWork();
            clock.advance(Duration.ofSeconds(1));
            answer = look(ticket, phase);
        }
        if (answer != GateAnswer.Kind.GO) {
            throw new AssertionError("the phase ended with " + answer);
        }
    }

    /** Looks and lets the hosts do their work until nothing of the phase is held back any more. */
    void letAllGo(Ticket ticket, int phase) {
        for (int i = 0; i < 400 && waiting(ticket, phase); i++) {
            look(ticket, phase);
            hostsDoTheirWork();
        }
    }

    private boolean waiting(Ticket ticket, int phase) {
        return in(room -> room.counts.batches(ticket.rolloutId(), phase, clock.instant())).stream()
                .anyMatch(batch -> batch.held() > 0);
    }

    /** Runs the job up to its end or until a gate wants something else than waiting; gives the last answer. */
    GateAnswer.Kind drive(Ticket ticket) {
        for (int phase = 0; phase < ticket.phases(); phase++) {
            wishAll(ticket, phase);
            GateAnswer.Kind answer = look(ticket, phase);
            for (int i = 0; answer == GateAnswer.Kind.WAIT && i < 2000; i++) {
                hostsDoTheirWork();
                clock.advance(Duration.ofMillis(500));
                answer = look(ticket, phase);
            }
            if (answer != GateAnswer.Kind.GO) {
                return answer;
            }
        }
        in(room -> room.steps.close(ticket));
        return GateAnswer.Kind.GO;
    }

    /** Gives each test a world of its own on the one database that all test classes with this extension share. */
    static final class Provider implements ParameterResolver {
        private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Provider.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestingRollouts.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            TestingDatabase database = SharedDatabase.of(context);
            return context.getStore(SPACE)
                    .getOrComputeIfAbsent(
                            TestingRollouts.class, type -> new TestingRollouts(database), TestingRollouts.class);
        }
    }
}
