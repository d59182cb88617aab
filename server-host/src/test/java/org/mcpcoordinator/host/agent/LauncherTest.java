package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.host.confine.Confines;

/** Starts that fail half way. */
class LauncherTest {
    private final KeeperThread sweeper = new KeeperThread("testing-sweeper");
    private final List<Process> begun = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> refused = new CompletableFuture<>();
    private final List<String> dropped = new CopyOnWriteArrayList<>();
    private TestingHost host;
    private StartsLog starts;
    private Launcher launcher;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        AgentSettings settings = host.settings("this-boot");
        starts = new StartsLog(settings.starts());
        PortRelays relays = new PortRelays(settings.bootId());
        Endings endings = new Endings(sweeper, Clock.systemUTC(), settings.bootId(), relays);
        Guard guard = new Guard(
                settings, Confines.find(null, CleanEnvironment.path()), new Containers(settings, endings), relays);
        launcher = new Launcher("testing", 1, settings, starts, new Heard(), endings, guard, Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        launcher.close();
        sweeper.close();
        begun.forEach(Process::destroyForcibly);
        host.close();
    }

    @Test
    void aProcessWhoseStartCannotBeProvedIsEndedAndMayBeStartedAgain() throws Exception {
        starts.close();

        launcher.start(launching(), new Sleeping(null));

        assertThat(refused.get(20, TimeUnit.SECONDS)).isEqualTo("LAUNCH_FAILED again");
        assertThat(begun)
                .singleElement()
                .satisfies(
                        child -> assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue());
        assertThat(dropped).hasSize(1);
    }

    @Test
    void anErrorInTheMiddleIsNoEndlessStart() throws Exception {
        launcher.start(launching(), new Sleeping(new OutOfMemoryError("unable to create native thread")));

        assertThat(refused.get(20, TimeUnit.SECONDS)).isEqualTo("LAUNCH_FAILED again");
        assertThat(begun.get(0).waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(dropped).hasSize(1);
    }

    private static Launching launching() throws IOException {
        Order order = Json.MAPPER.readValue(
                Json.line(TestingHost.withArgv(TestingHost.order("alpha", 1, 0), "sleep", "600")), Order.class);
        return new Launching(1, order, Map.of(), 1, 1, "rollout 1");
    }

    /** A program that only sleeps, and what goes wrong when it is taken over. */
    private final class Sleeping implements Launcher.Way {
        private final @Nullable Error wrong;

        Sleeping(@Nullable Error wrong) {
            this.wrong = wrong;
        }

        @Override
        public String kind() {
            return "testing";
        }

        @Override
        public Process begin(Launching launching) throws IOException {
            Process child = new ProcessBuilder("sleep", "600").start();
            begun.add(child);
            return child;
        }

        @Override
        public void take(Launching launching, Process child, ProcessId process) {
            if (wrong != null) {
                throw wrong;
            }
        }

        @Override
        public void drop(Launching launching, ProcessId process) {
            dropped.add(launching.key().toString());
        }

        @Override
        public void ended(Launching launching, ProcessId process, int exitCode) {
            refused.complete("ended");
        }
    }

    private final class Heard implements Outcome {
        @Override
        public void started(ServerKey key, long token, Start start) {
            refused.complete("started");
        }

        @Override
        public void refused(ServerKey key, long token, Desired.Verdict why, boolean again) {
            boolean left = begun.stream().anyMatch(Process::isAlive);
            refused.complete(why.reason() + (again ? " again" : "") + (left ? " while it runs" : ""));
        }

        @Override
        public void ended(ServerKey key, long token, @Nullable Integer exitCode, Desired.Verdict how, boolean atOnce) {
            refused.complete("ended");
        }

        @Override
        public void broke(ServerKey key, long token, Desired.Verdict rule) {
            refused.complete("broke");
        }

        @Override
        public void stopped(ServerKey key, long token) {
            refused.complete("stopped");
        }
    }
}
