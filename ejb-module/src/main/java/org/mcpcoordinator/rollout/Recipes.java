package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Has the packages of a fleet file installed before it is planned, so that the plan says what will run: one exact version of
 * each, and the hash its registry gives it. Not to be called in a transaction: a package manager takes its time.
 */
@Dependent
class Recipes {
    /** A client's patience is a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final PackageKeeper keeper;

    @Inject
    Recipes(PackageKeeper keeper) {
        this.keeper = keeper;
    }

    /**
     * A file whose packages are there.
     *
     * @param file with one exact version of each
     * @param kept what became of each recipe of the file, by what it is in there now, without arguments
     */
    record Resolved(FleetFile file, Map<Recipe, PackageKeeper.Kept> kept) {}

    /**
     * Resolves all recipes of the file; asks once for each package, however many servers run it.
     *
     * @throws ProblemException PACKAGE_MANAGER_MISSING, PACKAGE_UNAVAILABLE with the place of each; PACKAGES_ON_THE_WAY;
     *     AGENT_AWAY
     */
    Resolved resolve(FleetFile file, String host) {
        return resolve(file, host, PATIENCE);
    }

    /** The same, for whoever waits otherwise. */
    Resolved resolve(FleetFile file, String host, Duration patience) {
        Map<PackageKeeper.Wish, Integer> wishes = new LinkedHashMap<>();
        for (int i = 0; i < file.servers().size(); i++) {
            Optional<PackageKeeper.Wish> wish = wish(file.servers().get(i));
            if (wish.isPresent()) {
                wishes.putIfAbsent(wish.get(), i);
            }
        }
        if (wishes.isEmpty()) {
            return new Resolved(file, Map.of());
        }
        List<PackageKeeper.Wish> asked = List.copyOf(wishes.keySet());
        List<PackageKeeper.Kept> answers = keeper.keep(host, asked, patience);
        refuseMissing(asked, answers, wishes);
        Map<Recipe, FleetFile.Pin> pins = new HashMap<>();
        Map<Recipe, PackageKeeper.Kept> kept = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            Recipe recipe = asked.get(i).recipe();
            PackageKeeper.Kept answer = answers.get(i);
            pins.put(recipe, new FleetFile.Pin(answer.version(), answer.integrity()));
            kept.put(
                    new Recipe(recipe.manager(), recipe.name(), answer.version(), recipe.program(), List.of()), answer);
        }
        return new Resolved(file.pinned(pins), kept);
    }

    private static Optional<PackageKeeper.Wish> wish(ServerDefinition server) {
        return server.way() instanceof Way.Command command
                ? command.recipe().map(recipe -> new PackageKeeper.Wish(recipe.bare(), command.integrity()))
                : Optional.empty();
    }

    private static void refuseMissing(
            List<PackageKeeper.Wish> asked, List<PackageKeeper.Kept> answers, Map<PackageKeeper.Wish, Integer> places) {
        List<Mistake> mistakes = new ArrayList<>();
        boolean noManager = false;
        for (int i = 0; i < asked.size(); i++) {
            PackageKeeper.Kept answer = answers.get(i);
            if (!answer.there()) {
                noManager |= answer.code().equals(PackageKeeper.Kept.NO_MANAGER);
                mistakes.add(new Mistake(
                        "/servers/" + places.get(asked.get(i)) + "/args",
                        asked.get(i).recipe() + ": " + answer.message()));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    noManager ? ProblemCode.PACKAGE_MANAGER_MISSING : ProblemCode.PACKAGE_UNAVAILABLE,
                    (mistakes.size() == 1 ? "1 package" : mistakes.size() + " packages")
                            + " cannot be had; nothing was planned. "
                            + mistakes.get(0).message(),
                    mistakes);
        }
    }
}
