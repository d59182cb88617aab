package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Page;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.health.Probe;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remains;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.rollout.Reports;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutEvent;
import org.mcpcoordinator.rollout.RolloutReport;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.testing.TestingBalancing;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;
import org.mcpcoordinator.testing.TestingServers;

@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class ExplanationsTest {
    private static final Instant T = Instant.parse("2026-11-21T10:00:00Z");

    private final List<Instance> instances = new ArrayList<>();
    private final List<Remnant> left = new ArrayList<>();
    private final List<RolloutEvent> events = new ArrayList<>();
    private final List<ServerDefinition> newest = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private RolloutState state = RolloutState.FAILED;
    private TestingBalancing balancing = new TestingBalancing("elsewhere");

    @Test
    void aRolloutThatFailedIsToldWithItsGatesItsServersAndWhatCameLast() {
        for (int i = 0; i < 6; i++) {
            left.add(remnant(Remnant.Kind.FAILED, "s" + i));
        }
        for (int i = 0; i < 9; i++) {
            events.add(new RolloutEvent(
                    T.plusSeconds(i / 5),
                    RolloutEvent.Kind.STATE,
                    0,
                    0,
                    "FAILED",
                    "",
                    Double.NaN,
                    Double.NaN,
                    "no " + i));
        }

        Explanation told = explanations().rollout(7);

        assertThat(told.sentence())
                .contains("rollout 7 of fleet sample is FAILED")
                .contains("nobody has acknowledged");
        assertThat(told.copies()).extracting(Explanation.Copy::name).containsExactly("s0", "s1", "s2");
        assertThat(told.copies().get(0).lines()).containsExactly("Error: no disk");
        assertThat(told.copies().get(0).exitCode()).isEqualTo(3);
        assertThat(told.others()).containsExactly("s3 FAILED EXITED", "s4 FAILED EXITED", "s5 FAILED EXITED");
        assertThat(told.gates())
                .extracting(Explanation.Check::sentence)
                .containsExactly(
                        "phase 100: FAIL, failure-budget is 3, limit 2; 3 of 100 planned servers failed",
                        "phase 100: PASS, memory is 41.26, limit 90; measured");
        assertThat(told.events()).hasSize(5);
        assertThat(told.events().get(0).sentence()).isEqualTo("FAILED, no 8");
        assertThat(told.advice().command()).isEqualTo("coordinator explain s0");
    }

    @Test
    void whileARolloutIsOpenItsServersAreThoseOfNow() {
        state = RolloutState.RUNNING;
        left.add(remnant(Remnant.Kind.FAILED, "before"));
        instances.add(FleetMirrorTest.instance("now", InstanceState.FAILED));

        Explanation told = explanations().rollout(7);

        assertThat(told.copies()).extracting(Explanation.Copy::name).containsExactly("now");
        assertThat(told.copies().get(0).lines()).containsExactly("panic: now");
        assertThat(told.advice().command()).isEqualTo("coordinator explain now");
    }

    @Test
    void aCopyThatGetsNoCallsSaysSinceWhenAndWhy() {
        balancing = new TestingBalancing("now");
        instances.add(FleetMirrorTest.instance("now", InstanceState.HEALTHY));

        Explanation told = explanations().server("now");

        assertThat(told.copies().get(0).evidence())
                .contains(
                        ", gets no calls from 2026-01-01T00:00:00Z to 2026-01-01T00:00:3",
                        ": no connection could be made");
    }

    @Test
    void aServerThatNoRolloutHasComeToIsNotUnknown() {
        newest.add(TestingServers.builtin("later", Category.API, "1"));

        Explanation told = explanations().server("later");

        assertThat(told.sentence()).startsWith("later has not been let go yet").contains("fleet sample");
        assertThat(told.wish()).contains("revision 4 (fedcba987654)");
        assertThat(told.copies()).isEmpty();
        assertThat(told.advice().command()).isEqualTo("coordinator rollouts");
        assertThatThrownBy(() -> explanations().server("nobody")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatNobodyHasProbedIsNotSaidToBeProbed() {
        instances.add(listening(InstanceState.PLANNED));
        assertThat(explanations().server("now").copies().get(0).evidence())
                .doesNotContain("probed at")
                .contains("its address is", "no probe is known");

        instances.set(0, listening(InstanceState.HEALTHY));
        assertThat(explanations().server("now").copies().get(0).evidence()).contains(", probed at ");

        instances.set(0, listening(InstanceState.FAILED));
        probes.add(new Probe(T, false, 3, Reason.REFUSED, ""));
        assertThat(explanations().server("now").copies().get(0).evidence()).contains(", probed at ");
    }

    @Test
    void aServerThatIsGoneIsToldOfByWhatIsLeft() {
        left.add(remnant(Remnant.Kind.FAILED, "gone"));
        assertThatThrownBy(() -> explanations().server("gone")).isInstanceOf(ProblemException.class);

        left.add(remnant(Remnant.Kind.REMOVED, "gone"));
        Explanation told = explanations().server("gone");

        assertThat(told.sentence())
                .isEqualTo("gone is gone: it was removed " + T + " by rollout 7; before that it was FAILED since " + T
                        + ": EXITED, exit code 3");
        assertThat(told.wish()).startsWith("nothing any more; revision 1 (0123456789ab) of fleet sample had it");
        assertThat(told.copies())
                .singleElement()
                .satisfies(copy -> assertThat(copy.lines()).containsExactly("Error: no disk"));
        assertThat(told.advice().command()).isEqualTo("coordinator explain 7");
    }

    @Test
    void ofManyCopiesTheUnwellOnesComeFirstAndTheOthersAreNamed() {
        for (int i = 0; i < 5; i++) {
            Instance one = FleetMirrorTest.instance("many", i == 4 ? InstanceState.UNHEALTHY : InstanceState.HEALTHY);
            instances.add(replica(one, i));
        }

        Explanation told = explanations().server("many");

        assertThat(told.sentence()).startsWith("many is UNHEALTHY").endsWith("(4 of 5 copies are healthy)");
        assertThat(told.copies()).extracting(Explanation.Copy::name).first().isEqualTo("many#4");
        assertThat(told.others()).hasSize(2);
        assertThat(told.gates()).extracting(Explanation.Check::name).containsExactly("failure-budget");
    }

    private static Instance replica(Instance one, int replica) {
        return TestingInstance.like(one)
                .named(new InstanceKey(one.key().server(), replica))
                .made();
    }

    private static Remnant remnant(Remnant.Kind kind, String server) {
        return new Remnant(
                1,
                kind,
                7,
                new InstanceKey(server, 0),
                "sample",
                "local",
                0,
                3100,
                1,
                1,
                "FAILED",
                "EXITED",
                "exit code 3",
                T,
                42,
                1,
                T,
                3,
                List.of("Error: no disk"));
    }

    private Rollout rollout() {
        return new Rollout(
                7,
                "sample",
                1,
                state,
                "FAILURE_BUDGET",
                "3 failed",
                Terms.usual("quick"),
                1,
                List.of(
                        new Rollout.Phase(
                                "canary",
                                10,
                                10,
                                10,
                                List.of(),
                                List.of(gate("healthy-ratio", "PASS", 100, 95, "all"))),
                        new Rollout.Phase(
                                "phase 100",
                                100,
                                100,
                                90,
                                List.of(),
                                List.of(
                                        gate("memory", "PASS", 41.2649, 90, "measured"),
                                        gate("failure-budget", "FAIL", 3, 2, "3 of 100 planned servers failed")))),
                100,
                3,
                1,
                1,
                0,
                "anna",
                T,
                null,
                null);
    }

    private static Rollout.Gate gate(String name, String verdict, double value, double limit, String evidence) {
        return new Rollout.Gate(name, verdict, value, limit, evidence, T);
    }

    private static Instance listening(InstanceState state) {
        return TestingInstances.at("now", state, 3100, "http://127.0.0.1:3100/mcp");
    }

    private Explanations explanations() {
        LastWords words = new LastWords(new TestingRuntime());
        Copies copies = new Copies(new TestingRuntime(), new TestingHealth(), words, balancing);
        Explanations explanations = new Explanations();
        explanations.rollouts = new RolloutStory(
                new TestingRollouts(),
                new TestingReports(),
                new TestingRemains(),
                new TestingFleet(),
                new TestingCatalog(),
                copies);
        explanations.servers = new ServerStory(
                new TestingFleet(),
                new TestingCatalog(),
                new TestingRollouts(),
                new TestingRemains(),
                copies,
                new Directory());
        return explanations;
    }

    private static final class TestingRuntime extends Runtime {
        @Override
        public List<String> logs(InstanceKey key, int side, int lines) {
            return List.of("began", "panic: " + key.server());
        }

        @Override
        public OptionalInt exitCode(Instance instance) {
            return OptionalInt.empty();
        }
    }

    private final class TestingHealth extends Health {
        @Override
        public List<Probe> probes(InstanceKey key) {
            return probes;
        }
    }

    private final class TestingRollouts extends Rollouts {
        @Override
        public Optional<Rollout> find(long id) {
            return Optional.of(rollout());
        }

        @Override
        public List<Rollout> list() {
            return List.of(rollout());
        }

        @Override
        public List<RolloutEvent> events(long id) {
            return events;
        }
    }

    private final class TestingReports extends Reports {
        @Override
        public List<RolloutReport.Failure> failures(long id, int most) {
            return instances.stream()
                    .map(one -> new RolloutReport.Failure(
                            one.key().server(),
                            one.key().replica(),
                            one.reason().name(),
                            one.detail(),
                            one.since(),
                            null,
                            List.of()))
                    .toList();
        }
    }

    private final class TestingRemains extends Remains {
        @Override
        public List<Remnant> ofRollout(long id) {
            return left;
        }

        @Override
        public List<Remnant> ofServer(String server) {
            return left;
        }
    }

    private final class TestingFleet extends Fleet {
        @Override
        public Page list(ServerFilter filter) {
            return new Page(instances, instances.size(), 0, 1000);
        }

        @Override
        public Optional<Instance> find(InstanceKey key) {
            return instances.stream()
                    .filter(instance -> instance.key().equals(key))
                    .findFirst();
        }
    }

    private final class TestingCatalog extends Catalog {
        @Override
        public List<String> fleets() {
            return newest.isEmpty() ? List.of() : List.of("sample");
        }

        @Override
        public Optional<Revision> newest(String fleet) {
            return Optional.of(new Revision(4, "sample", 4, "fedcba9876543210", "anna", "", T, newest));
        }

        @Override
        public Optional<Revision> find(long id) {
            return Optional.of(new Revision(id, "sample", 1, "0123456789abcdef", "anna", "", T, List.of()));
        }
    }
}
