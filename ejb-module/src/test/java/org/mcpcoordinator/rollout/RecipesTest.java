package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class RecipesTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aPlanHoldsOneExactVersionAndItsHash() {
        FleetFile file =
                resolve(List.of(npx("memory", "-y", "memory", "/data"))).file();

        assertThat(command(file, 0).argv()).containsExactly("npx", "-y", "memory@1.0.0", "/data");
        assertThat(command(file, 0).integrity()).isEqualTo("sha512-100");
        assertThat(file.document()).contains("memory@1.0.0").contains("sha512-100");
        assertThat(file.servers().get(0).hash()).isNotEqualTo(file.hash()).hasSize(64);
    }

    @Test
    void aThousandServersOfThreePackagesAskForThree() {
        List<ServerDefinition> servers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            servers.add(npx("s" + i, "-y", "package" + i % 3 + "@2.0.0", "/data/" + i));
        }

        FleetFile file = resolve(servers).file();

        assertThat(world.packages.asked)
                .singleElement()
                .satisfies(asked -> assertThat(asked).hasSize(3));
        assertThat(command(file, 999).argv()).containsExactly("npx", "-y", "package0@2.0.0", "/data/999");
    }

    @Test
    void aFleetWithoutPackagesAsksNobody() {
        FleetFile file = world.sample(20);

        assertThat(new Recipes(world.packages).resolve(file, "local").file()).isSameAs(file);
        assertThat(world.packages.asked).isEmpty();
    }

    @Test
    void aPinnedFilePlannedAgainIsTheSame() {
        FleetFile once = resolve(List.of(npx("memory", "-y", "memory"))).file();
        world.packages.newest = "2.0.0";

        assertThat(resolve(once.servers()).file().servers()).isEqualTo(once.servers());
        assertThat(world.packages.asked.get(1))
                .singleElement()
                .satisfies(wish -> assertThat(wish.integrity()).isEqualTo("sha512-100"));
    }

    @Test
    void whatCannotBeHadIsToldWithItsPlaceBeforeAnythingIsPlanned() {
        world.packages.missing.put("gone", "FAILED");

        assertThatThrownBy(() -> world.plan(
                        world.catalog.file("sample", List.of(npx("memory", "memory"), npx("gone", "gone@9.9.9")))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.PACKAGE_UNAVAILABLE);
                    assertThat(problem.mistakes())
                            .containsExactly(new Mistake("/servers/1/args", "npm:gone@9.9.9: it is not there"));
                });
    }

    /** The file was made of the revision there was, and would take away what came since. */
    @Test
    void whatIsAcceptedWhilePackagesAreInstalledIsNotPlannedAway() {
        FleetFile before = world.sample(3);
        long base = world.catalog.accept(before, "anna", "").id();
        List<ServerDefinition> servers = new ArrayList<>(before.servers());
        servers.add(npx("memory", "-y", "memory"));
        FleetFile file = world.catalog.file("sample", servers);
        world.packages.meanwhile = () -> world.catalog.accept(world.sample(5), "ben", "");

        assertThatThrownBy(() -> world.in(room -> room.rollouts.planOnto(file, base, TestingRollouts.ANNA)))
                .isInstanceOfSatisfying(ProblemException.class, stale -> {
                    assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
                    assertThat(stale.mistakes()).extracting(Mistake::place).containsExactly("/fleet");
                });
        Plan known = world.in(room -> room.rollouts.planOnto(file, base + 1, TestingRollouts.ANNA));
        assertThat(known.baseRevision()).isEqualTo(base + 1);
    }

    @Test
    void aMissingPackageManagerIsAnotherProblem() {
        world.packages.missing.put("memory", "NO_MANAGER");

        TestingRollouts.refused(() -> resolve(List.of(npx("memory", "memory"))), ProblemCode.PACKAGE_MANAGER_MISSING);
    }

    private Recipes.Resolved resolve(List<ServerDefinition> servers) {
        return new Recipes(world.packages).resolve(world.catalog.file("sample", servers), "local");
    }

    private static Way.Command command(FleetFile file, int server) {
        return (Way.Command) file.servers().get(server).way();
    }

    static ServerDefinition npx(String name, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("npx"));
        argv.addAll(List.of(arguments));
        return TestingServers.server(
                name, Category.DEV_TOOLS, new Way.Command(argv, Map.of(), Way.Transport.STDIO, "/mcp"), "1");
    }
}
