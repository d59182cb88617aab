package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Limits;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class NewcomersTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
        world.catalog.allowed = "node,npm:@good/*,/opt/mcp/,image:good.example/*";
    }

    @Test
    void anOperatorBringsNoProgramInAndIsToldWhoMayAndWhichSettingCounts() {
        assertThatThrownBy(() -> plan(TestingRollouts.BEN, npx("a", "@good/memory", "/data")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.COMMAND_NOT_ALLOWED);
                    assertThat(problem.code().status()).isEqualTo(403);
                    assertThat(problem.detail())
                            .contains("role admin")
                            .contains("coordinator.catalog.allowed-commands")
                            .contains("ben is operator");
                    assertThat(problem.mistakes())
                            .containsExactly(new Mistake(
                                    "/servers/0/command",
                                    "npm:@good/memory is new to this fleet, which takes the role admin"));
                });
        assertThat(world.packages.asked).as("nothing was installed").isEmpty();
    }

    @Test
    void anAdminBringsInWhatIsOnTheListOnly() {
        for (ServerDefinition refused : List.of(
                npx("a", "@bad/memory"), program("a", "/bin/sh", "-c", "id"), program("a", "/opt/mcpx/server"))) {
            TestingRollouts.refused(() -> plan(TestingRollouts.ANNA, refused), ProblemCode.COMMAND_NOT_ALLOWED);
        }
        assertThat(plan(TestingRollouts.ANNA, npx("a", "@good/memory"), program("b", "/opt/mcp/server"))
                        .programs())
                .extracting(Plan.Program::fresh)
                .containsExactly(true, true);
    }

    @Test
    void whatTheFleetHasRunOnceAnOperatorMayChange() {
        accepted(npx("a", "@good/memory", "/data"));
        accepted(program("b", "/opt/mcp/server"));
        world.catalog.allowed = "";

        Plan plan = plan(
                TestingRollouts.BEN,
                npx("a", "@good/memory@2.0.0", "/elsewhere"),
                TestingServers.server(
                        "b",
                        Category.DEV_TOOLS,
                        new Way.Command(
                                List.of("/opt/mcp/server"), Map.of("LEVEL", "debug"), Way.Transport.STDIO, "/mcp"),
                        "debug"));

        assertThat(plan.programs()).extracting(Plan.Program::fresh).containsExactly(false, false);
        assertThat(plan.programs().get(0).command())
                .containsExactly("/usr/bin/node", "/store/npm/@good/memory/2.0.0/tree/index.js", "/elsewhere");
    }

    @Test
    void whatAProgramReachesOfTheNetworkIsPartOfWhatIsShown() {
        Way.Command open = new Way.Command(List.of("/opt/mcp/server"), Map.of(), Way.Transport.STDIO, "/mcp");
        Way.Command closed = new Way.Command(
                open.argv(), open.env(), open.transport(), open.path(), "", open.limits(), Way.Network.NONE);
        Plan plan = plan(
                TestingRollouts.ANNA,
                TestingServers.server("a", Category.DEV_TOOLS, open, "open"),
                TestingServers.server("b", Category.DEV_TOOLS, closed, "closed"),
                TestingServers.server("c", Category.DEV_TOOLS, closed, "closed"));

        assertThat(plan.programs()).extracting(Plan.Program::network).containsExactly(null, "none");
        assertThat(plan.programs()).extracting(Plan.Program::servers).containsExactly(1, 2);
    }

    @Test
    void aHostThatCannotKeepAProgramFromTheNetworkIsSaidBeforeAnythingStarts() {
        Way closed = loopback(Way.Transport.STDIO);
        assertThat(plan(TestingRollouts.ANNA, closed).warnings())
                .as("nobody knows that it could not")
                .isEmpty();

        world.use = Optional.of(
                new HostUse(List.of(), HostUse.Room.UNKNOWN, Set.of(Way.Network.NONE, Way.Network.ANY), false, false));

        assertThat(plan(TestingRollouts.ANNA, closed).warnings())
                .anyMatch(warning -> warning.contains("cannot keep a from") && warning.contains("NETWORK_OPEN"));
        assertThat(plan(TestingRollouts.ANNA, program("a", "/opt/mcp/server")).warnings())
                .isEmpty();

        assertThat(plan(TestingRollouts.ANNA, image(Way.Transport.STDIO)).warnings())
                .as("its engine does")
                .isEmpty();
        assertThat(plan(TestingRollouts.ANNA, image(Way.Transport.HTTP)).warnings())
                .as("nobody would lead to its port")
                .anyMatch(warning -> warning.contains("cannot keep a from"));

        world.use =
                Optional.of(new HostUse(List.of(), HostUse.Room.UNKNOWN, Set.of(Way.Network.values()), false, true));
        assertThat(plan(TestingRollouts.ANNA, image(Way.Transport.HTTP)).warnings())
                .isEmpty();
        assertThat(plan(TestingRollouts.ANNA, closed).warnings()).isEmpty();
        assertThat(plan(TestingRollouts.ANNA, loopback(Way.Transport.HTTP)).warnings())
                .as("its port could not be reached")
                .anyMatch(warning -> warning.contains("cannot keep a from"));
    }

    @Test
    void whatAnInterpreterRunsIsItsArguments() {
        accepted(program("a", "node", "/srv/a.js"));

        TestingRollouts.refused(
                () -> plan(TestingRollouts.BEN, program("a", "node", "-e", "evil()")), ProblemCode.COMMAND_NOT_ALLOWED);
        TestingRollouts.refused(
                () -> plan(
                        TestingRollouts.BEN,
                        new Way.Command(
                                List.of("node", "/srv/a.js"),
                                Map.of("NODE_OPTIONS", "--require=/tmp/evil.js"),
                                Way.Transport.STDIO,
                                "/mcp")),
                ProblemCode.COMMAND_NOT_ALLOWED);
        assertThat(plan(
                                TestingRollouts.BEN,
                                new Way.Command(
                                        List.of("node", "/srv/a.js"),
                                        Map.of("LEVEL", "debug"),
                                        Way.Transport.STDIO,
                                        "/mcp"))
                        .changes())
                .hasSize(1);
    }

    @Test
    void ofWhatIsNoPackageAllArgumentsAreTheProgram() {
        accepted(program("a", "/opt/mcp/wrapper", "/srv/a"));

        TestingRollouts.refused(
                () -> plan(TestingRollouts.BEN, program("a", "/opt/mcp/wrapper", "/tmp/evil")),
                ProblemCode.COMMAND_NOT_ALLOWED);
    }

    @Test
    void anOperatorGivesAProgramNoMoreOfItsHostThanItEverHad() {
        Limits small = new Limits(256, 32, 128, 0.5);
        accepted(bound("a", Way.Network.NONE, small));

        assertThatThrownBy(() -> plan(TestingRollouts.BEN, bound("a", Way.Network.LOOPBACK, small)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.COMMAND_NOT_ALLOWED);
                    assertThat(problem.detail()).contains("role admin").contains("ben is operator");
                    assertThat(problem.mistakes())
                            .containsExactly(new Mistake(
                                    "/servers/0/network",
                                    "network loopback instead of none is more than /opt/mcp/server ever had in this"
                                            + " fleet, which takes the role admin"));
                });
        assertThatThrownBy(() -> plan(TestingRollouts.BEN, bound("a", Way.Network.NONE, Limits.USUAL)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .extracting(Mistake::place)
                                .containsExactly(
                                        "/servers/0/limits/memory",
                                        "/servers/0/limits/processes",
                                        "/servers/0/limits/files",
                                        "/servers/0/limits/cpu"));
        TestingRollouts.refused(
                () -> plan(TestingRollouts.BEN, bound("other", Way.Network.ANY, small)),
                ProblemCode.COMMAND_NOT_ALLOWED);
        assertThat(plan(TestingRollouts.BEN, bound("a", Way.Network.NONE, new Limits(128, 32, 128, 0.25)))
                        .changes())
                .as("less is anybody's")
                .hasSize(1);
        assertThat(plan(TestingRollouts.ANNA, bound("a", Way.Network.ANY, Limits.USUAL))
                        .changes())
                .hasSize(1);
    }

    @Test
    void anOperatorOpensNoProgramToOtherAddressesThanLoopback() {
        Way.Command way = new Way.Command(List.of("/opt/mcp/server"), Map.of(), Way.Transport.HTTP, "/mcp");
        accepted(TestingServers.server("a", Category.DEV_TOOLS, way, "1"));
        ServerDefinition open = new ServerDefinition(
                "a", "", Category.DEV_TOOLS, way, 1, ServerDefinition.Health.USUAL, true, 1, 0, false, "open");

        assertThatThrownBy(() -> plan(TestingRollouts.BEN, open))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .containsExactly(new Mistake(
                                        "/servers/0/exposed",
                                        "exposed is more than /opt/mcp/server ever had in this fleet, which takes the"
                                                + " role admin")));
        assertThat(plan(TestingRollouts.ANNA, open).changes()).hasSize(1);
        accepted(open);
        assertThat(plan(TestingRollouts.BEN, open).changes()).hasSize(1);
    }

    @Test
    void anImageIsHeldToWhatItWasBroughtInWithAsProgramsAre() {
        Limits small = new Limits(256, 32, 128, 0.5);
        accepted(TestingServers.server(
                "a", Category.DEV_TOOLS, image(Way.Transport.HTTP, Way.Network.LOOPBACK, small), "small"));

        assertThatThrownBy(() -> plan(
                        TestingRollouts.BEN, image(Way.Transport.HTTP, Way.Network.ANY, new Limits(256, 32, 128, 0))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .extracting(Mistake::place)
                                .containsExactly("/servers/0/network", "/servers/0/limits/cpu"));
        assertThat(plan(
                                TestingRollouts.BEN,
                                image(Way.Transport.HTTP, Way.Network.LOOPBACK, new Limits(64, 8, 64, 0.5)))
                        .changes())
                .hasSize(1);
        assertThat(plan(TestingRollouts.ANNA, image(Way.Transport.HTTP, Way.Network.ANY, Limits.USUAL))
                        .changes())
                .hasSize(1);
    }

    @Test
    void whatAProgramHadInAnyRevisionItMayHaveAgainAndNoMore() {
        accepted(bound("a", Way.Network.LOOPBACK, Limits.USUAL));
        accepted(bound("a", Way.Network.NONE, Limits.USUAL));
        accepted(TestingServers.builtin("b", Category.API, "1"));

        assertThat(plan(TestingRollouts.BEN, bound("a", Way.Network.LOOPBACK, Limits.USUAL))
                        .changes())
                .isNotEmpty();
        TestingRollouts.refused(
                () -> plan(TestingRollouts.BEN, bound("a", Way.Network.ANY, Limits.USUAL)),
                ProblemCode.COMMAND_NOT_ALLOWED);
        TestingRollouts.refused(
                () -> plan(TestingRollouts.BEN, bound("a", Way.Network.NONE, new Limits(2048, 256, 4096, 0))),
                ProblemCode.COMMAND_NOT_ALLOWED);
    }

    @Test
    void aVariableThatLoadsCodeIsRefusedWithItsPlaceAndTheEntryItNeeds() {
        Way.Command way = new Way.Command(
                List.of("npx", "-y", "@good/memory"),
                Map.of("NODE_OPTIONS", "--import=data:text/javascript,evil()"),
                Way.Transport.STDIO,
                "/mcp");

        assertThatThrownBy(() -> plan(TestingRollouts.ANNA, way))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .containsExactly(new Mistake(
                                        "/servers/0/env",
                                        "npm:@good/memory would load what a variable names, and env:NODE_OPTIONS is not among"
                                                + " coordinator.catalog.allowed-commands")));
        assertThat(world.packages.asked).isEmpty();
        world.catalog.allowed += ",env:NODE_OPTIONS";
        assertThat(plan(TestingRollouts.ANNA, way).programs()).hasSize(1);
    }

    @Test
    void whoeverAppliesAPlanAnswersForItsPrograms() {
        Plan plan = plan(TestingRollouts.ANNA, program("a", "/opt/mcp/server"));

        TestingRollouts.refused(
                () -> world.in(room -> room.rollouts.request(TestingRollouts.quick(plan, 0), TestingRollouts.BEN)),
                ProblemCode.COMMAND_NOT_ALLOWED);
        Rollout begun = world.request(plan, 0);
        assertThat(begun.state()).isEqualTo(RolloutState.PENDING);
    }

    @Test
    void aPlanShowsTheExactCommandItsFilesAndNamesOfVariablesOnly() {
        Way.Command way = new Way.Command(
                List.of("npx", "-y", "@good/memory", "--token", "${secret:TOKEN}"),
                Map.of("ZONE", "hidden-value", "KEY", "${secret:KEY}"),
                Way.Transport.STDIO,
                "/mcp");
        Plan plan = plan(TestingRollouts.ANNA, way);

        String id = plan.id();
        Plan.Program program = world.in(room -> room.rollouts.findPlan(id).orElseThrow())
                .programs()
                .get(0);
        assertThat(program.program()).isEqualTo("npm:@good/memory@1.0.0");
        assertThat(program.command()).endsWith("--token", "${secret:TOKEN}").startsWith("/usr/bin/node");
        assertThat(program.folder()).isEqualTo("/store/npm/@good/memory/1.0.0");
        assertThat(program.integrity()).isEqualTo("sha512-100");
        assertThat(program.environment()).containsExactly("KEY", "ZONE");
        assertThat(program.toString()).doesNotContain("hidden-value");
    }

    private void accepted(ServerDefinition server) {
        world.catalog.accept(world.catalog.file("sample", List.of(server)), "anna", "");
    }

    private Plan plan(Caller caller, Way way) {
        return plan(caller, TestingServers.server("a", Category.DEV_TOOLS, way, way.toString()));
    }

    private Plan plan(Caller caller, ServerDefinition... servers) {
        FleetFile file = world.catalog.file("sample", List.of(servers));
        return world.in(room -> room.rollouts.plan(file, caller));
    }

    private static ServerDefinition npx(String name, String... words) {
        return RecipesTest.npx(name, words);
    }

    private static Way loopback(Way.Transport transport) {
        return new Way.Command(
                List.of("/opt/mcp/server"), Map.of(), transport, "/mcp", "", Limits.USUAL, Way.Network.LOOPBACK);
    }

    private static Way image(Way.Transport transport) {
        return image(transport, Way.Network.LOOPBACK, Limits.USUAL);
    }

    private static Way image(Way.Transport transport, Way.Network network, Limits limits) {
        return new Way.Image(
                "good.example/box@sha256:" + "0".repeat(64),
                List.of(),
                Map.of(),
                transport,
                "/mcp",
                transport == Way.Transport.HTTP ? 8080 : 0,
                limits,
                network);
    }

    private static ServerDefinition bound(String name, Way.Network network, Limits limits) {
        return TestingServers.server(
                name,
                Category.DEV_TOOLS,
                new Way.Command(List.of("/opt/mcp/server"), Map.of(), Way.Transport.STDIO, "/mcp", "", limits, network),
                network + " " + limits);
    }

    private static ServerDefinition program(String name, String... argv) {
        return TestingServers.server(
                name,
                Category.DEV_TOOLS,
                new Way.Command(List.of(argv), Map.of(), Way.Transport.STDIO, "/mcp"),
                String.join(" ", argv));
    }
}
