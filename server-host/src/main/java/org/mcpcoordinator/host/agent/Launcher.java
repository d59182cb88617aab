package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs on threads beside the keeper's, which never waits for one. However a start fails, and with whatever
 * error, the keeper hears of it, and nothing of it goes on running.
 */
final class Launcher implements AutoCloseable {
    private final AgentSettings settings;
    private final StartsLog starts;
    private final Outcome outcome;
    private final Endings endings;
    private final Guard guard;
    private final Clock clock;
    private final ExecutorService threads;

    Launcher(
            String thread,
            int count,
            AgentSettings settings,
            StartsLog starts,
            Outcome outcome,
            Endings endings,
            Guard guard,
            Clock clock) {
        this.settings = settings;
        this.starts = starts;
        this.outcome = outcome;
        this.endings = endings;
        this.guard = guard;
        this.clock = clock;
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread made = new Thread(task, thread);
            made.setDaemon(true);
            return made;
        });
    }

    /** What a runner does of its own. */
    interface Way {
        /** Said in {@code starts.log}. */
        String kind();

        /**
         * Starts the process, with its ends where they belong.
         *
         * @throws Keeper.Refusal if it can never be started like this
         * @throws NotNow if something is in its way
         */
        Process begin(Launching launching) throws IOException;

        /** From here on it is the runner's; its start is proved. */
        void take(Launching launching, Process child, ProcessId process);

        /** What {@link #take} did is undone; it may have done nothing, or a part. */
        void drop(Launching launching, ProcessId process);

        /** It has ended by itself. */
        void ended(Launching launching, ProcessId process, int exitCode);
    }

    /** Something is in the way that may go. */
    static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String code;

        NotNow(String code, String sentence) {
            super(sentence);
            this.code = code;
        }
    }

    /** Starts it in a moment; ends in {@code started} or {@code refused}. */
    void start(Launching launching, Way way) {
        try {
            threads.execute(() -> launch(launching, way));
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            refuse(launching, "LAUNCH_FAILED", String.valueOf(noThread.getMessage()), true);
        }
    }

    private void launch(Launching launching, Way way) {
        @Nullable Process child = null;
        try {
            child = way.begin(launching);
            ProcessId process = ProcessId.of(child, settings.bootId());
            guard.take(launching, process);
            String container = child instanceof Contained contained ? contained.id() : null;
            ProcessId relay = guard.relay(process);
            Start start = launching.started(clock.instant(), process, way.kind(), container, relay);
            starts.write(start);
            way.take(launching, child, process);
            outcome.started(launching.key(), launching.token(), start);
            child.onExit()
                    .thenAccept(ended -> way.ended(launching, process, ended.exitValue()))
                    .exceptionally(failure -> {
                        Report.failure("the end of " + launching.key(), failure);
                        return null;
                    });
        } catch (Keeper.Refusal hopeless) {
            giveUp(launching, way, child, hopeless.code, String.valueOf(hopeless.getMessage()), false);
        } catch (NotNow inTheWay) {
            giveUp(launching, way, child, inTheWay.code, String.valueOf(inTheWay.getMessage()), true);
        } catch (IOException | RuntimeException | Error failure) {
            // Out of processes, threads or memory, a full disk: that may pass.
            Report.failure("launching " + launching.key(), failure);
            giveUp(launching, way, child, "LAUNCH_FAILED", String.valueOf(failure.getMessage()), true);
        }
    }

    /** Told only when nothing of it is left, for the next start may follow at once. */
    private void giveUp(
            Launching launching, Way way, @Nullable Process child, String reason, String detail, boolean again) {
        if (child == null) {
            refuse(launching, reason, detail, again);
            return;
        }
        try {
            ProcessId process = ProcessId.of(child, settings.bootId());
            way.drop(launching, process);
            endings.end(process, Duration.ZERO, () -> {
                guard.forget(process);
                refuse(launching, reason, detail, again);
            });
        } catch (RuntimeException | Error failure) {
            Report.failure("ending what was left of " + launching.key(), failure);
            child.destroyForcibly();
            refuse(launching, reason, detail, again);
        }
    }

    private void refuse(Launching launching, String reason, String detail, boolean again) {
        outcome.refused(launching.key(), launching.token(), new Desired.Verdict(reason, detail), again);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
