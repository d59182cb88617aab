package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.container.Box;
import org.mcpcoordinator.host.container.Engine;

/**
 * Servers that are container images. A container is no child of the agent's, and its first process is a process like any other:
 * by that it is measured, watched, ended and found again. What is left of it in the engine's books is taken away by its name
 * before each start, and by its identity after each end.
 */
final class Containers implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_BE_WRITTEN_DOWN = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = 50_000_000;
    private static final int KILLED = 137;

    /** Exit codes of the engine's own: it failed, the program may not be run, the program is not there. */
    private static final int ENGINES_OWN = 125;

    private static final int MAY_NOT_BE_RUN = 126;
    private static final int IS_NOT_THERE = 127;

    private final AgentSettings settings;
    private final Engines engines;
    private final Endings endings;
    private final Map<ProcessId, Ended> known = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread made = new Thread(task, "agent-containers");
        made.setDaemon(true);
        return made;
    });

    Containers(AgentSettings settings, Endings endings) {
        this.settings = settings;
        this.engines = new Engines(settings);
        this.endings = endings;
    }

    /** How a container was ended against its will: by the kernel for its memory, or killed by whomever. */
    enum Violence {
        NONE,
        MEMORY,
        KILLED
    }

    /** A container of ours, and how it ended, once that is known. */
    private static final class Ended {
        final String id;
        volatile Engine.@Nullable Found found;

        Ended(String id) {
            this.id = id;
        }
    }

    /** What runs containers here, in a few words. */
    String means() {
        return engines.means();
    }

    /**
     * Starts it. Blocks, for minutes if the image has to be brought here first.
     *
     * @param ends says where its input and its output go; the last word before the start
     * @throws Keeper.Refusal if it can never be started like this
     */
    Contained start(Launching launching, Launch.Image image, Consumer<ProcessBuilder> ends) throws IOException {
        Engine engine = engines.ready();
        String name = engines.prefix() + "-" + launching.key();
        engine.remove(name);
        bring(engine, image.image(), launching);
        OwnFiles.touch(settings.log(launching.key()));
        Account account = settings.account();
        if (account != null) {
            account.own(settings.log(launching.key()));
        }
        Map<String, String> plain = new HashMap<>();
        Map<String, String> secret = new HashMap<>();
        Placeholders places = launching.placeholders();
        image.env().forEach((variable, value) -> {
            String filled = Programs.whole("variable " + variable, places.fill(value));
            (filled.equals(value) ? plain : secret).put(variable, filled);
        });
        for (String variable : new TreeSet<>(secret.keySet())) {
            if (Box.steers(variable)) {
                throw new Keeper.Refusal(
                        "LAUNCH_FAILED",
                        "variable " + variable + " would steer the container engine; a secret cannot have that name");
            }
        }
        Box box = new Box(
                name,
                image.image(),
                image.args(),
                plain,
                secret.keySet(),
                image.limits(),
                image.network(),
                launching.order().port(),
                image.containerPort());
        ProcessBuilder builder = engine.start(box);
        builder.environment().putAll(secret);
        ends.accept(builder);
        long before = Files.size(settings.log(launching.key()));
        Process client = builder.start();
        try {
            return began(launching, engine, name, client, image.stdio(), before);
        } catch (IOException | RuntimeException | Error failure) {
            client.destroyForcibly();
            removeSoon(name);
            throw failure;
        }
    }

    private static void bring(Engine engine, String image, Launching launching) throws IOException {
        if (engine.has(image)) {
            return;
        }
        if (launching.isTrial()) {
            throw new Keeper.Refusal(
                    "LAUNCH_FAILED",
                    "the image is not on this host, and a trial has no time for it: podman pull " + image);
        }
        engine.pull(image);
    }

    /** A detached client ends when the container runs; one at pipes stays, and what it started is looked for. */
    private Contained began(Launching launching, Engine engine, String name, Process client, boolean stays, long before)
            throws IOException {
        long patience = System.nanoTime() + TO_START.toNanos();
        while (System.nanoTime() < patience) {
            boolean ended = !client.isAlive();
            if (ended || stays) {
                Optional<Engine.Found> found = engine.find(name);
                boolean isRunning = found.map(Engine.Found::pid).orElse(0L) > 0;
                if (found.isPresent() && (isRunning || (ended && ran(client, stays)))) {
                    return contained(found.get(), client, stays);
                }
                if (ended) {
                    throw hindered(client.exitValue(), "podman could not run it: " + said(launching, before));
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new Launcher.NotNow("LAUNCH_FAILED", "podman has not started it within " + TO_START.toSeconds() + " s");
    }

    private static RuntimeException hindered(int code, String sentence) {
        return code == MAY_NOT_BE_RUN || code == IS_NOT_THERE
                ? new Keeper.Refusal("LAUNCH_FAILED", sentence)
                : new Launcher.NotNow("LAUNCH_FAILED", sentence);
    }

    /** Below 125 it is the container's own exit code, or that of a client that has done its work. */
    private static boolean ran(Process client, boolean stays) {
        int code = client.exitValue();
        return stays ? code < ENGINES_OWN || code > IS_NOT_THERE : code == 0;
    }

    private Contained contained(Engine.Found found, Process client, boolean stays) {
        // Of one that has ended already the client's number will do: it is nobody's by now.
        ProcessId process = ProcessId.of(found.pid() > 0 ? found.pid() : client.pid(), settings.bootId());
        Contained contained = new Contained(found.id(), process, client);
        known.put(process, new Ended(found.id()));
        if (stays) {
            client.onExit()
                    .thenAccept(gone -> settle(process, exit -> contained.ended(gone.exitValue())))
                    .exceptionally(failure -> {
                        Report.failure("the end of container " + found.id(), failure);
                        return null;
                    });
        } else {
            endings.watch(process, () -> settle(process, contained::ended));
        }
        return contained;
    }

    private String said(Launching launching, long before) {
        return ServerLogs.read(settings.log(launching.key()), 20, before).lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second)
                .orElse("it says nothing");
    }

    /** Takes over a container that an earlier agent started. */
    void adopt(ProcessId process, String id) {
        known.put(process, new Ended(id));
    }

    /** Ends one that nobody has taken, and whose end nobody waits for. */
    void abandon(Contained container) {
        container.destroyForcibly();
        forget(container.process());
    }

    /** Takes away what an earlier agent started and nobody looks after. */
    void discard(String id) {
        removeSoon(id);
    }

    /** Finds out how it ended, and tells its exit code; null at once for what is no container. */
    void settle(ProcessId process, Consumer<@Nullable Integer> told) {
        Ended ended = known.get(process);
        if (ended == null) {
            told.accept(null);
            return;
        }
        try {
            threads.execute(() -> told.accept(written(ended)));
        } catch (RejectedExecutionException closing) {
            told.accept(null);
        }
    }

    /** The engine writes down how a container ended a moment after it has. */
    private @Nullable Integer written(Ended ended) {
        long patience = System.nanoTime() + TO_BE_WRITTEN_DOWN.toNanos();
        try {
            Optional<Engine.Found> found = engines.ready().find(ended.id);
            while (found.map(Engine.Found::running).orElse(false) && System.nanoTime() < patience) {
                LockSupport.parkNanos(LOOK_NANOS);
                found = engines.ready().find(ended.id);
            }
            ended.found = found.filter(now -> !now.running()).orElse(null);
            return found.filter(now -> !now.running())
                    .map(Engine.Found::exitCode)
                    .orElse(null);
        } catch (IOException | Keeper.Refusal | Launcher.NotNow unknown) {
            Report.note("how container " + ended.id + " ended", unknown);
            return null;
        }
    }

    /** What the engine knows of its end. */
    Violence violence(ProcessId process) {
        Ended ended = known.get(process);
        Engine.Found found = ended == null ? null : ended.found;
        if (found == null) {
            return Violence.NONE;
        }
        return found.killedForMemory() ? Violence.MEMORY : found.exitCode() == KILLED ? Violence.KILLED : Violence.NONE;
    }

    /** Nothing of it is left but what the engine keeps. */
    void forget(ProcessId process) {
        Ended ended = known.remove(process);
        if (ended != null) {
            removeSoon(ended.id);
        }
    }

    private void removeSoon(String name) {
        try {
            threads.execute(() -> {
                try {
                    engines.ready().remove(name);
                } catch (IOException | Keeper.Refusal | Launcher.NotNow failure) {
                    Report.note("container " + name + " is left behind", failure);
                }
            });
        } catch (RejectedExecutionException closing) {
            Report.note("container " + name + " is left to the next start of its name", null);
        }
    }

    /** What is to be taken away still is. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(TO_BE_WRITTEN_DOWN.toMillis(), TimeUnit.MILLISECONDS)) {
                Report.note("containers are left to the next agent", null);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
