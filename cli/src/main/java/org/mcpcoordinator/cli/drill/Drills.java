package org.mcpcoordinator.cli.drill;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The drills there are. Each looks at the fleet first and refuses one that is not well. */
public final class Drills {
    private static final Duration LEAST_CUT = Duration.ofSeconds(1);
    private static final Duration MOST_CUT = Duration.ofMinutes(5);

    private Drills() {}

    /**
     * Kills the process of a server.
     *
     * @param name the server; null for the first one that has a process for itself, else the first
     */
    public static Drill killServer(Api api, @Nullable String name) {
        Sight before = Sight.of(api, "").well();
        Sight.Server victim = before.servers().values().stream()
                .filter(server -> server.pid() > 0)
                .filter(server -> name == null
                        ? before.ofProcess(server.pid()).servers().size() == 1
                        : server.name().equals(name))
                .findFirst()
                .or(() -> before.servers().values().stream()
                        .filter(server -> name == null && server.pid() > 0)
                        .findFirst())
                .orElseThrow(() -> Refusal.refused(
                        name == null ? "no server has a process here" : "no server " + name + " has a process here"));
        return killing("kill-server", api, before, victim, "server " + victim.name());
    }

    /** Kills the process that the built-in servers of a category share. */
    public static Drill killServeProcess(Api api, String category) {
        Sight before = Sight.of(api, "").well();
        Sight.Server victim = before.servers().values().stream()
                .filter(server -> server.category().equals(category) && server.pid() > 0)
                .findFirst()
                .orElseThrow(() -> Refusal.refused("no server of category " + category + " has a process here"));
        return killing("kill-host-process", api, before, victim, "category " + category);
    }

    private static Drill killing(String drill, Api api, Sight before, Sight.Server victim, String what) {
        Sight struck = before.ofProcess(victim.pid());
        int shared = struck.servers().size() - 1;
        String fault = "kill -9 of process " + victim.pid() + " of " + what
                + (shared == 0
                        ? ""
                        : ", which it shares with " + shared + " other built-in servers: all of them go down together");
        return new Drill(
                drill,
                fault,
                before,
                struck,
                () -> kill(victim.pid()),
                () -> Sight.ifTold(api, victim.category())
                        .filter(now -> changed(struck, now, false))
                        .isPresent(),
                () -> Sight.ifTold(api, victim.category())
                        .filter(now -> changed(struck, now, true))
                        .isPresent());
    }

    /** True if one of them is not as before; or, {@code healed}, if all of them are healthy in another process. */
    private static boolean changed(Sight struck, Sight now, boolean healed) {
        for (Map.Entry<String, Sight.Server> server : struck.servers().entrySet()) {
            Sight.Server seen = now.servers().get(server.getKey());
            boolean anew = seen != null
                    && seen.healthy()
                    && seen.pid() != server.getValue().pid();
            boolean same = seen != null
                    && seen.healthy()
                    && seen.pid() == server.getValue().pid();
            if (healed && !anew) {
                return false;
            }
            if (!healed && !same) {
                return true;
            }
        }
        return healed;
    }

    /**
     * Kills the host agent: its servers run on, and WildFly starts another one.
     *
     * @param agent tells the process id of the agent that answers; 0 while none does
     */
    public static Drill killAgent(Api api, LongSupplier agent) {
        Sight before = Sight.of(api, "").well();
        long pid = agent.getAsLong();
        if (pid <= 0) {
            throw Refusal.refused("no host agent answers");
        }
        return new Drill(
                "kill-host-process",
                "kill -9 of the host agent, process " + pid + "; its servers should not notice",
                before,
                new Sight(Map.of()),
                () -> kill(pid),
                () -> agent.getAsLong() != pid,
                () -> agent.getAsLong() > 0 && agent.getAsLong() != pid && wellAgain(api, before));
    }

    /** Stops PostgreSQL for a while: servers and gateway go on, the API says that its database is away. */
    public static Drill cutDatabase(Api api, Product product, Duration away) {
        if (away.compareTo(LEAST_CUT) < 0 || away.compareTo(MOST_CUT) > 0) {
            throw Refusal.refused("--seconds " + away.toSeconds() + " is outside " + LEAST_CUT.toSeconds() + " to "
                    + MOST_CUT.toSeconds());
        }
        Sight before = Sight.of(api, "").well();
        return new Drill(
                "cut-db",
                "PostgreSQL is stopped for " + away.toSeconds() + " s; no server should notice",
                before,
                new Sight(Map.of()),
                () -> product.withoutDatabase(() -> Pause.of(away)),
                () -> Sight.ifTold(api, "api").isEmpty(),
                () -> wellAgain(api, before));
    }

    private static boolean wellAgain(Api api, Sight before) {
        Optional<Sight> now = Sight.ifTold(api, "");
        return now.filter(sight -> sight.allHealthy()
                        && sight.servers().size() >= before.servers().size())
                .isPresent();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
