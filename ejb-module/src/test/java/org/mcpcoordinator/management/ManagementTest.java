package org.mcpcoordinator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.health.HealthFigures;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.insight.GatewayPace;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutMoved;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class ManagementTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final TestingAudit audit = new TestingAudit();
    private final TestingMirror mirror = new TestingMirror();
    private final TestingRollouts rollouts = new TestingRollouts();
    private final Registrar registrar = new Registrar();
    private final RolloutEnds ends = new RolloutEnds();

    @BeforeEach
    void register() {
        AuditedAction action = new AuditedAction();
        action.audit = audit;
        registrar.fleet = new FleetOverJmx();
        registrar.fleet.mirror = mirror;
        registrar.fleet.fleet = new TestingFleet();
        registrar.fleet.action = action;
        registrar.rollouts = new RolloutsOverJmx();
        registrar.rollouts.mirror = mirror;
        registrar.rollouts.rollouts = rollouts;
        registrar.rollouts.action = action;
        ends.clock = Clock.systemUTC();
        registrar.ends = ends;
        registrar.health = new HealthOverJmx();
        registrar.health.health = new TestingHealth();
        registrar.gateway = new GatewayOverJmx();
        registrar.gateway.figures = new GatewayFigures();
        registrar.gateway.pace = new GatewayPace();
        registrar.register();
    }

    @AfterEach
    void unregister() {
        registrar.unregister();
    }

    private static Rollout rollout(long id, RolloutState state) {
        return new Rollout(
                id,
                "sample",
                9,
                state,
                "",
                "",
                Terms.usual("quick"),
                1,
                List.of(
                        new Rollout.Phase("canary", 10, 10, 10, List.of(), List.of()),
                        new Rollout.Phase("phase-1", 100, 50, 40, List.of(), List.of())),
                100,
                0,
                1,
                1,
                0,
                "admin",
                Instant.EPOCH,
                null,
                null);
    }

    @Test
    void theFleetIsReadInFigures() throws Exception {
        mirror.rollout = rollout(3, RolloutState.RUNNING);

        assertThat(server.getAttribute(Registrar.name("Fleet"), "Desired")).isEqualTo(2);
        assertThat(server.getAttribute(Registrar.name("Fleet"), "Healthy")).isEqualTo(1);
        assertThat(server.getAttribute(Registrar.name("Fleet"), "Failed")).isEqualTo(1);
        assertThat(server.getAttribute(Registrar.name("Fleet"), "Revision")).isEqualTo(9L);
    }

    @Test
    void theOpenRolloutIsReadWithItsPhase() throws Exception {
        assertThat(server.getAttribute(Registrar.name("Rollouts"), "State")).isEqualTo("");
        mirror.rollout = rollout(3, RolloutState.RUNNING);
        assertThat(server.getAttribute(Registrar.name("Rollouts"), "ActiveId")).isEqualTo(3L);
        assertThat(server.getAttribute(Registrar.name("Rollouts"), "Phase")).isEqualTo("phase-1");
        mirror.rollout = rollout(3, RolloutState.SUCCEEDED);
        assertThat(server.getAttribute(Registrar.name("Rollouts"), "ActiveId")).isEqualTo(0L);
        assertThat(server.getAttribute(Registrar.name("Rollouts"), "State")).isEqualTo("SUCCEEDED");
    }

    @Test
    void everyBeanOfTheDesignIsThereAndGoesWithTheApplication() throws Exception {
        assertThat(server.getAttribute(Registrar.name("Health"), "SweepMillis")).isEqualTo(1200L);
        assertThat(server.getAttribute(Registrar.name("Gateway"), "InFlight")).isEqualTo(0L);

        registrar.unregister();

        assertThat(List.of("Fleet", "Rollouts", "Health", "Gateway"))
                .noneMatch(type -> server.isRegistered(Registrar.name(type)));
    }

    @Test
    void anActionIsCarriedOutAndAudited() throws Exception {
        invoke("Fleet", "restart", "db-1");

        assertThat(audit.entries).containsExactly("jmx server.restart db-1 ok");
    }

    @Test
    void aRefusalIsAuditedAndLeavesWithoutOurClasses() {
        assertThatThrownBy(() -> invoke("Fleet", "stop", "nobody"))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageContaining("SERVER_NOT_FOUND");
        assertThat(audit.entries).containsExactly("jmx server.stop nobody SERVER_NOT_FOUND");
    }

    @Test
    void theOpenRolloutIsPaused() throws Exception {
        rollouts.rows.add(rollout(4, RolloutState.RUNNING));

        server.invoke(Registrar.name("Rollouts"), "pause", new Object[0], new String[0]);

        assertThat(rollouts.acted).containsExactly("4 pause jmx: ");
    }

    @Test
    void whatHasFailedIsRecoveredOrAcknowledgedWithAReason() throws Exception {
        rollouts.rows.add(rollout(4, RolloutState.FAILED));

        for (String operation : List.of("recover", "acknowledge")) {
            server.invoke(Registrar.name("Rollouts"), operation, new Object[] {"ticket 4711"}, new String[] {
                String.class.getName()
            });
        }

        assertThat(rollouts.acted).containsExactly("4 recover jmx: ticket 4711", "4 acknowledge jmx: ticket 4711");
        assertThat(audit.entries)
                .containsExactly("jmx rollout.recover rollout 4 ok", "jmx rollout.acknowledge rollout 4 ok");
        assertThat(audit.details).containsOnly("ticket 4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "promote", "abort", "rollback"})
    void aReasonReachesTheRolloutAndTheAuditTrail(String operation) throws Exception {
        rollouts.rows.add(rollout(4, RolloutState.RUNNING));

        invoke("Rollouts", operation, "ticket 4711");

        assertThat(rollouts.acted).containsExactly("4 " + operation + " jmx: ticket 4711");
        assertThat(audit.entries).containsExactly("jmx rollout." + operation + " rollout 4 ok");
        assertThat(audit.details).containsExactly("ticket 4711");
    }

    @Test
    void aReasonHasItsBound() throws Exception {
        rollouts.rows.add(rollout(4, RolloutState.RUNNING));

        invoke("Rollouts", "pause", "x".repeat(500));
        assertThatThrownBy(() -> invoke("Rollouts", "pause", "x".repeat(501)))
                .rootCause()
                .hasMessageContaining("REQUEST_INVALID");

        assertThat(rollouts.acted).hasSize(1);
    }

    @Test
    void aRolloutsEndIsToldOnce() throws Exception {
        List<Notification> heard = new ArrayList<>();
        server.addNotificationListener(
                Registrar.name("Rollouts"), (notification, handback) -> heard.add(notification), null, null);

        ends.follow(new RolloutMoved(rollout(5, RolloutState.RUNNING)));
        ends.follow(new RolloutMoved(rollout(5, RolloutState.SUCCEEDED)));
        ends.follow(new RolloutMoved(rollout(5, RolloutState.SUCCEEDED)));

        assertThat(heard).singleElement().satisfies(end -> {
            assertThat(end.getType()).isEqualTo(RolloutEnds.TYPE);
            assertThat(end.getUserData()).isEqualTo("5 SUCCEEDED");
        });
    }

    /** Two fleets roll out at the same time. */
    @Test
    void theEndOfARolloutThatBeganEarlierThanOneThatHasEndedIsToldToo() throws Exception {
        List<Object> heard = new ArrayList<>();
        server.addNotificationListener(
                Registrar.name("Rollouts"),
                (notification, handback) -> heard.add(notification.getUserData()),
                null,
                null);

        ends.follow(new RolloutMoved(rollout(6, RolloutState.SUCCEEDED)));
        ends.follow(new RolloutMoved(rollout(5, RolloutState.FAILED)));

        assertThat(heard).containsExactly("6 SUCCEEDED", "5 FAILED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|[]", "100,500,1000|[100, 500, 1000]", "' 10 , 20 '|[10, 20]"})
    void phasesAreNumbersWithCommas(String text, String read) {
        assertThat(RolloutsOverJmx.targets(text)).hasToString(read);
    }

    @Test
    void phasesThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> RolloutsOverJmx.targets("100,all")).isInstanceOf(ProblemException.class);
    }

    private void invoke(String type, String operation, String argument) throws Exception {
        server.invoke(Registrar.name(type), operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    private static final class TestingAudit extends Audit {
        private final List<String> entries = new ArrayList<>();
        private final List<String> details = new ArrayList<>();

        @Override
        public void record(Caller who, String action, String target, String outcome, String detail) {
            entries.add(who.means() + " " + action + " " + target + " " + outcome);
            details.add(detail);
        }
    }

    private static final class TestingMirror extends FleetMirror {
        private Rollout rollout = null;

        @Override
        public List<Instance> all() {
            return List.of(instance("db-1", InstanceState.HEALTHY), instance("db-2", InstanceState.FAILED));
        }

        @Override
        public java.util.Optional<Rollout> newest() {
            return java.util.Optional.ofNullable(rollout);
        }

        private static Instance instance(String name, InstanceState state) {
            return TestingInstance.like(TestingInstances.at(name, state, 3100, ""))
                    .of("sample", "database")
                    .made();
        }
    }

    private static final class TestingFleet extends Fleet {
        @Override
        public List<Instance> act(String name, String action) {
            if (!name.startsWith("db-")) {
                throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "no server is named " + name);
            }
            return List.of();
        }
    }

    private static final class TestingRollouts extends Rollouts {
        private final List<Rollout> rows = new ArrayList<>();
        private final List<String> acted = new ArrayList<>();

        @Override
        public List<Rollout> list() {
            return rows;
        }

        @Override
        public Rollout act(long id, String action, String why, Caller caller) {
            acted.add(id + " " + action + " " + caller.means() + ": " + why);
            return rows.get(0);
        }
    }

    private static final class TestingHealth extends Health {
        @Override
        public HealthFigures figures() {
            return new HealthFigures(1000, 1200, 0, 3, 50_000);
        }
    }
}
