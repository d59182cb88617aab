package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.AllowedCommands;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Executable;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Leeway;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Programs that a fleet has never run. They run with the rights of the host's agent, so bringing one in takes an admin, and a
 * program that whoever owns the installation has put on its list. So does giving one more of its host than it ever had. What
 * any revision of the fleet ran is not new: going back needs neither.
 */
@Dependent
class Newcomers {
    /** Programs that are shown, and named in a refusal. */
    private static final int SHOWN = 1000;

    private static final int NAMED = 50;

    private final Catalog catalog;
    private final Measurements measurements;

    @Inject
    Newcomers(Catalog catalog, Measurements measurements) {
        this.catalog = catalog;
        this.measurements = measurements;
    }

    /**
     * Refuses what the caller may not bring in.
     *
     * @throws ProblemException COMMAND_NOT_ALLOWED with the place of each program
     */
    void check(FleetFile file, Caller caller) {
        boolean admin = caller.role().includes(Role.ADMIN);
        List<Mistake> mistakes = new ArrayList<>(unknown(file, admin));
        if (!admin) {
            mistakes.addAll(loosened(file));
        }
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.COMMAND_NOT_ALLOWED,
                    "Programs that a fleet has never run are brought in by the role admin, from the setting "
                            + AllowedCommands.SETTING
                            + " (now: " + catalog.allowedCommands()
                            + "), and so is more of the host than a program ever had. " + caller.name() + " is "
                            + caller.role().id() + ". First: "
                            + mistakes.get(0).message() + ".",
                    mistakes.stream().limit(NAMED).toList());
        }
    }

    private List<Mistake> unknown(FleetFile file, boolean admin) {
        Set<Executable> fresh = fresh(file);
        List<Mistake> mistakes = new ArrayList<>();
        if (fresh.isEmpty()) {
            return mistakes;
        }
        AllowedCommands allowed = catalog.allowedCommands();
        for (int i = 0; i < file.servers().size() && mistakes.size() < NAMED; i++) {
            Optional<Executable> executable =
                    Executable.of(file.servers().get(i).way());
            if (executable.filter(fresh::contains).isEmpty()) {
                continue;
            }
            String program = executable.get().program();
            List<String> missing = allowed.missing(executable.get());
            if (!missing.isEmpty()) {
                boolean command = missing.contains(program);
                mistakes.add(new Mistake(
                        "/servers/" + i + (command ? place(executable.get()) : "/env"),
                        command
                                ? program + " is not among " + AllowedCommands.SETTING
                                : program + " would load what a variable names, and " + String.join(", ", missing)
                                        + " is not among " + AllowedCommands.SETTING));
            } else if (!admin) {
                mistakes.add(new Mistake(
                        "/servers/" + i + place(executable.get()),
                        program + " is new to this fleet, which takes the role admin"));
            }
        }
        return mistakes;
    }

    private static String place(Executable executable) {
        return executable.isImage() ? "/image" : "/command";
    }

    /**
     * What gives a program more than any revision did. All of them are looked through only when the newest does not tell:
     * that is rare. A program that is new has its own refusal.
     */
    private List<Mistake> loosened(FleetFile file) {
        Map<String, Leeway> now = Leeway.of(newest(file));
        boolean told = Leeway.of(file.servers()).entrySet().stream()
                .allMatch(wanted -> now.containsKey(wanted.getKey())
                        && wanted.getValue().beyond(now.get(wanted.getKey())).isEmpty());
        if (told) {
            return List.of();
        }
        Map<String, Leeway> most = Leeway.of(catalog.everDefined(file.fleet()));
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < file.servers().size() && mistakes.size() < NAMED; i++) {
            ServerDefinition server = file.servers().get(i);
            if (server.way() instanceof Way.Program program) {
                Executable executable = Executable.of(program).orElseThrow();
                Leeway wanted = Leeway.of(server, program);
                for (Leeway.Excess excess : wanted.beyond(most.getOrDefault(executable.identity(), wanted))) {
                    mistakes.add(new Mistake(
                            "/servers/" + i + "/" + excess.place(),
                            excess.text() + " is more than " + executable.program()
                                    + " ever had in this fleet, which takes the role admin"));
                }
            }
        }
        return mistakes;
    }

    /** What the file would run that the fleet's newest revision does not, each argument vector once. */
    List<Plan.Program> programs(Recipes.Resolved resolved) {
        FleetFile file = resolved.file();
        if (file.servers().stream().noneMatch(server -> server.way() instanceof Way.Program)) {
            return List.of();
        }
        Set<String> running = newest(file).stream().map(ServerDefinition::hash).collect(Collectors.toSet());
        Set<Executable> fresh = fresh(file);
        Known known = measurements.known();
        Map<List<Object>, Plan.Program> programs = new LinkedHashMap<>();
        for (ServerDefinition server : file.servers()) {
            if (server.way() instanceof Way.Program command && !running.contains(server.hash())) {
                Plan.Program program = program(server, command, resolved.kept(), fresh, known);
                programs.merge(
                        List.of(program.command(), program.environment(), command.network()),
                        program,
                        (first, next) -> again(first));
            }
        }
        return programs.values().stream().limit(SHOWN).toList();
    }

    private static Plan.Program program(
            ServerDefinition server,
            Way.Program command,
            Map<Recipe, PackageKeeper.Kept> packages,
            Set<Executable> fresh,
            Known known) {
        Optional<Executable> executable = Executable.of(command);
        Optional<Recipe> recipe = command.recipe();
        Optional<PackageKeeper.Kept> kept = recipe.map(Recipe::bare).map(packages::get);
        List<String> argv =
                new ArrayList<>(kept.map(PackageKeeper.Kept::command).orElse(command.words()));
        if (kept.isPresent()) {
            argv.addAll(recipe.map(Recipe::arguments).orElse(List.of()));
        }
        return new Plan.Program(
                server.name(),
                1,
                recipe.map(Recipe::bare)
                        .map(Recipe::toString)
                        .orElse(command.words().get(0)),
                executable.filter(fresh::contains).isPresent(),
                argv,
                List.copyOf(new TreeSet<>(command.env().keySet())),
                kept.map(PackageKeeper.Kept::folder).orElse(""),
                kept.map(PackageKeeper.Kept::files).orElse(0),
                command.integrity(),
                kept.map(PackageKeeper.Kept::digest).orElse(""),
                command.network() == Way.Network.ANY ? null : command.network().id(),
                Math.round(known.megabytes(server).orElse(0)),
                known.startMillis(server).orElse(0));
    }

    private static Plan.Program again(Plan.Program first) {
        return new Plan.Program(
                first.server(),
                first.servers() + 1,
                first.program(),
                first.fresh(),
                first.command(),
                first.environment(),
                first.folder(),
                first.files(),
                first.integrity(),
                first.digest(),
                first.network(),
                first.memoryMegabytes(),
                first.startMillis());
    }

    /** All revisions are looked through only when the newest does not run it: that is rare. */
    private Set<Executable> fresh(FleetFile file) {
        if (file.servers().stream().noneMatch(server -> server.way() instanceof Way.Program)) {
            return Set.of();
        }
        List<Executable> fresh = Executable.newOf(file.servers(), newest(file));
        return fresh.isEmpty()
                ? Set.of()
                : new HashSet<>(Executable.newOf(file.servers(), catalog.everDefined(file.fleet())));
    }

    private List<ServerDefinition> newest(FleetFile file) {
        return catalog.newest(file.fleet()).map(Revision::servers).orElse(List.of());
    }
}
