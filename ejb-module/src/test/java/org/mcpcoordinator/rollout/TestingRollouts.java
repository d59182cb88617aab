package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.AuditEntry;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.SharedDatabase;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingServers;

/**
 * The real desks of rollouts and the fleet on a real database, and around them a catalogue, leases, a launcher and a
 * clock that a test holds in its hands. Each call is a transaction of its own, as in the product.
 */
final class TestingRollouts implements AutoCloseable {
    static final Caller ANNA = new Caller("anna", Role.ADMIN, "basic");
    static final Caller BEN = new Caller("ben", Role.OPERATOR, "basic");

    /** Most of the time there is nothing to do: then the fleet need not be read. */
    private static final String AT_WORK = """
            SELECT 1 FROM (SELECT state FROM instance UNION ALL SELECT state FROM beside) AS each
             WHERE state IN ('PLANNED', 'STARTING', 'STOPPING') LIMIT 1""";

    final TestingClock clock = new TestingClock();
    final TestingEvent<RolloutMoved> events = new TestingEvent<>();
    final TestingEvent<InstanceMoved> moves = new TestingEvent<>();
    final TestingRevisions catalog = new TestingRevisions(clock);
    final TestingLeases leases = new TestingLeases();
    /** Where the node asks for its leases. */
    Leases desk = leases;

    final TestingLauncher launcher = new TestingLauncher();
    final List<String> audited = new ArrayList<>();
    final Map<Gauge.Measure, TestingGauge> gauges = TestingGauge.all();
    /** Megabytes that servers may take; 0 for no limit. */
    int budget;

    /** Ports that programs of other people hold. */
    final Set<Integer> strangers = new HashSet<>();

    final TestingPackages packages = new TestingPackages();

    /** What the host's servers are measured to use. */
    Optional<HostUse> use = Optional.empty();

    final TestingDatabase database;

    /** One connection for all transactions: a thousand logins would be most of the tests' time. */
    private final EntityManager entityManager;

    Helm helm = new Helm();

    TestingRollouts(TestingDatabase database) {
        this.database = database;
        entityManager = database.entityManager();
        database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM remains").executeUpdate();
            em.createNativeQuery("DELETE FROM rollout").executeUpdate();
            em.createNativeQuery("DELETE FROM port_promise").executeUpdate();
            em.createNativeQuery("DELETE FROM plan").executeUpdate();
            em.createNativeQuery("DELETE FROM measured").executeUpdate();
            em.createNativeQuery("DELETE FROM instance").executeUpdate();
            em.createNativeQuery("DELETE FROM remains").executeUpdate();
            em.createNativeQuery("DELETE FROM retired").executeUpdate();
        });
    }

    <T> T in(Function<TestingRoom, T> work) {
        entityManager.getTransaction().begin();
        try {
            T result = work.apply(new TestingRoom(entityManager, this));
            entityManager.getTransaction().commit();
            return result;
        } finally {
            if (entityManager.getTransaction().isActive()) {
                entityManager.getTransaction().rollback();
            }
            entityManager.clear();
        }
    }

    /** The same, begun anew on the same database; this one is of no use any more. */
    TestingRollouts another() {
        return new TestingRollouts(database);
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        entityManager.close();
    }

    /** The node dies and comes back: memory is gone, and so are its executions; leases are its own again. */
    void crash() {
        helm = new Helm();
        launcher.alive.clear();
        leases.incarnation++;
    }

    /** What the timer does with one rollout it has read, however long ago. */
    boolean drive(RolloutRow row) {
        return helm.drive(row);
    }

    void timer() {
        in(room -> {
            helm.renew();
            helm.lookAfterAll();
            return 0;
        });
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

    /** Everything that may start does, and answers; what is to go is gone. */
    void hostsDoTheirWork() {
        in(room -> {
            if (room.em.createNativeQuery(AT_WORK).getResultList().isEmpty()) {
                return 0;
            }
            List<Observation> seen = new ArrayList<>();
            List<Instance> all = new ArrayList<>(room.fleet.onHost("local"));
            all.addAll(all.stream()
                    .map(Instance::beside)
                    .filter(Objects::nonNull)
                    .map(Instance.class::cast)
                    .toList());
            for (Instance i : all) {
                if (i.state() == InstanceState.PLANNED) {
                    seen.add(new Observation.Started(i.key(), i.generation(), i.attempt() + 1, 42));
                }
                if (i.state() == InstanceState.PLANNED || i.state() == InstanceState.STARTING) {
                    seen.add(new Observation.Answers(i.key(), i.generation()));
                }
                if (i.state() == InstanceState.STOPPING) {
                    seen.add(new Observation.Gone(i.key(), i.generation()));
                }
            }
            room.fleet.observe(seen);
            return 0;
        });
    }

    void fail(int count) {
        List<Observation> seen = in(room -> room.fleet.onHost("local")).stream()
                .filter(i -> i.state() == InstanceState.HEALTHY || i.state() == InstanceState.PLANNED)
                .limit(count)
                .<Observation>map(
                        i -> new Observation.GivenUp(i.key(), i.generation(), Reason.LAUNCH_FAILED, "no such program"))
                .toList();
        in(room -> {
            room.fleet.observe(seen);
            return 0;
        });
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

    List<Instance> instances() {
        return in(room -> room.fleet.all());
    }

    List<Instance> instances(InstanceState state) {
        return instances().stream()
                .filter(instance -> instance.state() == state)
                .toList();
    }

    List<Instance> onHost(InstanceState state) {
        return in(room -> room.fleet.onHost("local")).stream()
                .filter(instance -> instance.state() == state)
                .toList();
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

    /** What is left of servers, in a transaction of its own. */
    <T> T remains(Function<Remains, T> work) {
        return in(room -> {
            Remains remains = new Remains();
            remains.store = new RemainsStore(entityManager);
            remains.clock = clock;
            return work.apply(remains);
        });
    }

    /** The receipt of a rollout. */
    RolloutReport report(long id) {
        return in(room -> {
            Reports reports = new Reports();
            reports.store = room.store;
            reports.reports = new ReportStore(entityManager);
            reports.remains = new RemainsStore(entityManager);
            reports.chronicle = new Chronicle(new VerdictStore(entityManager));
            reports.snapshots = new Snapshots(room.store, room.counts, new VerdictStore(entityManager));
            reports.catalog = catalog;
            reports.audit = new TestingAudit();
            reports.clock = clock;
            return reports.of(id);
        });
    }

    /** Keeps the trail as lines. */
    final class TestingAudit extends Audit {
        @Override
        public List<AuditEntry> about(String target) {
            return List.of(new AuditEntry(1, clock.instant(), "anna", "basic", "rollout.start", target, "ok", ""));
        }

        @Override
        public void record(Caller who, String action, String target, String outcome, String detail) {
            audited.add(who.name() + " " + who.means() + " " + action + " " + target + " " + outcome);
        }
    }

    /** The local host is called local, its node node-1. */
    static final class TestingCluster extends Cluster {
        @Override
        public String localNode() {
            return "node-1";
        }

        @Override
        public String localHost() {
            return "local";
        }
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
