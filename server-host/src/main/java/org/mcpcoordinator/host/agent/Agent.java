package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.bridge.Bridge;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.door.Door;
import org.mcpcoordinator.host.door.DoorSettings;

/**
 * The agent of one host, joined from its parts: it takes up where the last one stopped, opens its socket, and lets go of
 * its servers when it is closed. Few threads whatever the number of servers: wire, keeper, sweeper, broom and two launchers.
 */
final class Agent implements AutoCloseable {
    /** Its own log below the folder of logs; whoever starts it sends its output there. */
    static final String LOG = "agent.log";

    private static final Duration LOGS_EVERY = Duration.ofSeconds(2);
    private static final Duration SERVE_EVERY = Duration.ofSeconds(2);
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
    private static final Duration GUARD_EVERY = Duration.ofSeconds(1);

    /** A look at limits is followed by so many times its own length without one: a thirtieth of a processor at most. */
    private static final int GUARD_RESTS = 30;

    private final AgentSettings settings;
    private final AgentIdentity identity;
    private final AgentLock lock;
    private final StartsLog starts;
    private final Wire wire;
    private final KeeperThread thread = new KeeperThread("agent-keeper");
    private final KeeperThread sweeper = new KeeperThread("agent-sweeper");

    /** Deleting waits for the disk; ends and starts of servers, which need the sweeper, do not wait for it. */
    private final KeeperThread broom = new KeeperThread("agent-broom");

    private final Wishes wishes;
    private final Keeper keeper;
    private final ServeContext context;
    private final Bridge bridge;
    private final Packages packages;
    private final ProgramRunner programs;
    private final BuiltinRunner builtins;
    private final PortRelays relays;
    private final Endings endings;
    private final Confines confines;
    private final Containers containers;
    private final Guard guard;
    private final Drills drills;
    private final Trials trials;
    private final Cleaner cleaner;
    private final LogWatch logWatch;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Door door;

    private Agent(AgentSettings settings, AgentIdentity identity, AgentLock lock, Clock clock, IntSupplier percentUsed)
            throws IOException {
        this.settings = settings;
        this.identity = identity;
        this.lock = lock;
        for (Path folder : List.of(settings.serverLogs(), settings.serveLogs(), settings.serve())) {
            OwnFiles.folder(folder);
        }
        cleaner = new Cleaner(settings, percentUsed);
        logWatch = new LogWatch(List.of(settings.serverLogs(), settings.serveLogs()), sweeper);
        starts = new StartsLog(settings.starts());
        wire = new Wire();
        wishes = new Wishes(settings, thread);
        keeper = new Keeper(settings, wishes, thread, clock);
        relays = new PortRelays(settings.bootId());
        endings = new Endings(sweeper, clock, settings.bootId(), relays);
        SocketWatch sockets = new SocketWatch(sweeper, keeper.outcome(), keeper::listens);
        bridge = BridgePort.open(settings);
        packages = Packages.of(settings, clock);
        confines = Confines.find(settings.account(), CleanEnvironment.path());
        containers = new Containers(settings, endings);
        guard = new Guard(settings, confines, containers, relays);
        Programs ways = new Programs(settings, packages, confines, containers, relays);
        Outcome outcome = keeper.outcome();
        Launcher two = new Launcher("agent-launcher", 2, settings, starts, outcome, endings, guard, clock);
        Launcher one = new Launcher("agent-pipe-launcher", 1, settings, starts, outcome, endings, guard, clock);
        Launcher images = new Launcher("agent-image-launcher", 2, settings, starts, outcome, endings, guard, clock);
        CommandRunner commands =
                new CommandRunner(settings, outcome, endings, sockets, ways, guard, two, images, containers);
        PipeRunner pipes =
                new PipeRunner(settings, outcome, endings, sockets, ways, guard, bridge, keeper, sweeper, one, images);
        programs = new ProgramRunner(commands, pipes);
        context = new ServeContext(
                settings, thread, wire, starts, keeper.outcome(), endings, new ServeLauncher(settings), clock);
        builtins = new BuiltinRunner(context);
        keeper.runners(programs, builtins);
        drills = new Drills(settings, clock);
        trials = new Trials(settings, ways, guard, relays, bridge, endings, sweeper);
    }

    /**
     * Starts it; when this returns, it answers and all servers of the last agent are taken over or on their way.
     *
     * @throws Keeper.Refusal ALREADY_RUNNING if another agent keeps the directory
     */
    static Agent start(AgentSettings settings, Path jar, Clock clock) throws IOException, InterruptedException {
        return start(settings, jar, clock, () -> Cleaner.percentUsed(settings.directory()));
    }

    /** The same, with somebody else who says how full the disk is. */
    static Agent start(AgentSettings settings, Path jar, Clock clock, IntSupplier percentUsed)
            throws IOException, InterruptedException {
        OwnFiles.folder(settings.directory());
        AgentLock lock = AgentLock.take(settings);
        Agent agent = new Agent(settings, AgentIdentity.read(jar, clock.instant()), lock, clock, percentUsed);
        agent.takeUp();
        agent.open();
        return agent;
    }

    AgentIdentity identity() {
        return identity;
    }

    /** Where programs that speak stdio are called, and by which secret: for this socket only, never for a file or a log. */
    void addBridge(ObjectNode answer) {
        answer.putObject("bridge").put("port", bridge.port()).put("secret", bridge.secret());
    }

    /** Where nodes of other hosts come in, if they do. */
    void addDoor(ObjectNode answer) {
        Door open = door;
        if (open != null) {
            answer.withObject("/agent").put("address", open.address());
        }
    }

    /** By which means programs are confined here. */
    void addConfines(ObjectNode answer) {
        ObjectNode means = answer.putObject("confines");
        confines.means().forEach(means::put);
        means.put("images", containers.means());
    }

    AgentSettings settings() {
        return settings;
    }

    /** Waits for the end, however it is asked for. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Lets go: the servers stay as they are. */
    @Override
    public void close() {
        ended.countDown();
        Door open = door;
        if (open != null) {
            open.close();
        }
        wire.close();
        trials.close();
        thread.close();
        sweeper.close();
        broom.close();
        programs.commands().close();
        programs.pipes().close();
        containers.close();
        bridge.close();
        packages.close();
        logWatch.close();
        try {
            starts.close();
            lock.close();
        } catch (IOException failure) {
            Report.failure("closing the agent's files", failure);
        }
    }

    /** Ends the agent, and before that its servers if asked to. */
    void shutdown(boolean stopServers, Runnable told) {
        Runnable last = () -> {
            told.run();
            sweeper.after(Duration.ofMillis(50), this::close);
        };
        if (stopServers) {
            thread.execute(() -> stopAll(last));
        } else {
            last.run();
        }
    }

    /**
     * Lines of a server's output; a built-in server shares its serve process's.
     *
     * @param after the place from which to read on; -1 for the newest lines
     * @param most how long to wait where nothing has been written after it
     */
    void logs(ServerKey key, int lines, long after, Duration most, Consumer<ServerLogs.Piece> told) {
        thread.execute(() -> {
            Path file = builtins.processOf(key)
                    .map(process ->
                            settings.serveLogs().resolve(process.record().name() + ".log"))
                    .orElseGet(() -> settings.log(key));
            sweeper.execute(() -> {
                ServerLogs.Piece piece = ServerLogs.read(file, lines, after);
                if (after < 0 || !piece.lines().isEmpty() || most.isZero()) {
                    told.accept(piece);
                } else {
                    logWatch.await(file, most, () -> told.accept(ServerLogs.read(file, lines, after)));
                }
            });
        });
    }

    /** How many wait for a log to grow, for tests. */
    int followers() {
        return sweeper.ask(logWatch::waiting);
    }

    /** Of these the logs and folders stay when they are gone, until another set is named. */
    void spare(Set<ServerKey> failed) {
        cleaner.spare(failed.stream().map(ServerKey::copy).collect(Collectors.toSet()));
    }

    /** Throws away what is needed no more, beside all else; called on the keeper's thread, or by tests. */
    void clean() {
        thread.execute(() -> {
            keeper.forgetOldRests();
            if (broom.waiting() == 0) {
                Set<String> known = known();
                broom.execute(() -> cleaner.clean(known, this::whileGone));
            }
        });
    }

    private Set<String> known() {
        return wishes.all().stream().map(server -> server.key.copy()).collect(Collectors.toSet());
    }

    /** A wish arrives on the keeper's thread, and its program has its folder and log only after that. */
    private void whileGone(String copy, Runnable work) {
        boolean done = thread.ask(() -> {
            boolean gone =
                    wishes.all().stream().noneMatch(server -> server.key.copy().equals(copy));
            if (gone) {
                work.run();
            }
            return gone;
        });
        if (!done) {
            Report.note(copy + " has come back and keeps its log and folder", null);
        }
    }

    /** What each process costs. */
    void stats(Consumer<ArrayNode> told) {
        thread.execute(() -> {
            Stats stats = Stats.of(wishes, builtins, relays);
            sweeper.execute(() -> told.accept(stats.measure()));
        });
    }

    /** Sees to packages, and tells how far each is, after that time at the latest. */
    void packages(List<Packages.Wish> wishes, Duration most, Consumer<ArrayNode> told) {
        sweeper.execute(() -> packages.fetch(wishes, most, told));
    }

    /** Tries a program that is in no fleet, and tells when it is gone again. */
    void trial(TrialWish wish, Consumer<ObjectNode> told) {
        trials.begin(wish, told);
    }

    /** Has something done with the drills, on the thread that may wait for the disk. */
    void drills(Consumer<Drills> work) {
        sweeper.execute(() -> work.accept(drills));
    }

    private void takeUp() throws IOException, InterruptedException {
        Desired desired = Desired.load(settings.desired());
        Map<ServerKey, Start> newest = starts.newest();
        thread.ask(() -> {
            wishes.recall(desired, newest);
            new CommandAdoption(settings, wishes, keeper, programs, containers, relays).run(newest);
            return desired;
        });
        new ServeAdoption(context, wishes, keeper, builtins, newest).run();
        thread.execute(keeper::convergeAll);
    }

    private void open() throws IOException {
        Files.deleteIfExists(settings.socket());
        AgentDoor inner = new AgentDoor(this, wishes, keeper, thread);
        // First, so that whoever says hello at the socket hears where it is.
        if (settings.door() != null) {
            openDoor(settings.door(), new Inside(wire, inner::welcome, wishes, thread, bridge.port()));
        }
        wire.listen(settings.socket(), inner::welcome);
        OwnFiles.ownerOnly(settings.socket());
        ServerLogs agentLogs = new ServerLogs(settings.logs(), settings.logBytes());
        ServerLogs serverLogs = new ServerLogs(settings.serverLogs(), settings.logBytes());
        ServerLogs serveLogs = new ServerLogs(settings.serveLogs(), settings.logBytes());
        sweeper.every(LOGS_EVERY, () -> {
            agentLogs.turnOver();
            serverLogs.turnOver();
            serveLogs.turnOver();
        });
        thread.every(SERVE_EVERY, builtins::look);
        thread.every(CLEAN_EVERY, this::clean);
        guard();
        Report.note("agent " + identity.version() + " keeps " + settings.directory(), null);
    }

    /** Where it cannot be opened the servers are kept nevertheless: they are what this is about. */
    private void openDoor(DoorSettings where, Inside inside) {
        try {
            door = Door.open(where, inside);
        } catch (IOException failure) {
            Report.failure("no node of another host reaches this agent: its door at " + where + " stays shut", failure);
        }
    }

    private void guard() {
        sweeper.after(GUARD_EVERY, () -> {
            long took = 0;
            try {
                took = guard.look();
            } finally {
                Duration rest = Duration.ofNanos(took * GUARD_RESTS);
                sweeper.after(rest.compareTo(GUARD_EVERY) > 0 ? rest.minus(GUARD_EVERY) : Duration.ZERO, this::guard);
            }
        });
    }

    private void stopAll(Runnable last) {
        keeper.hold();
        builtins.endAll();
        programs.commands()
                .processes()
                .values()
                .forEach(process -> endings.end(process, settings.stopGrace(), () -> guard.forget(process)));
        programs.pipes().processes().keySet().forEach(key -> programs.pipes().stop(key, 0));
        trials.close();
        // What it looks at is going: nobody would hear its report.
        drilling().ifPresent(drill -> endings.end(drill, settings.stopGrace(), () -> {}));
        awaitNothing(last);
    }

    private void awaitNothing(Runnable last) {
        if (programs.processes().noneMatch(process -> process.alive(settings.bootId()))
                && builtins.processes().isEmpty()
                && trials.processes().findAny().isEmpty()
                && drilling().isEmpty()) {
            last.run();
        } else {
            thread.after(Duration.ofMillis(50), () -> awaitNothing(last));
        }
    }

    private Optional<ProcessId> drilling() {
        try {
            return drills.running().map(DrillRecord::process);
        } catch (IOException failure) {
            Report.failure("looking for a drill", failure);
            return Optional.empty();
        }
    }
}
