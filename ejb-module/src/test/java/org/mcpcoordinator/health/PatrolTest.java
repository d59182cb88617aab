package org.mcpcoordinator.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.outbound.TestingOutbound;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingInstances;

/** Real servers and sockets; the time between probes is moved by hand. */
class PatrolTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String FOUND =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"supportedVersions\":[\"2026-07-28\"]}}";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Lines lines = new Lines(ForkJoinPool.commonPool());
    private volatile long now = 1_000_000_000_000L;
    private final Patrol patrol =
            new Patrol(lines, new TestingClock(), () -> now, new HealthConfig(INTERVAL, Duration.ofSeconds(2)));
    private final Random random = new Random(1);
    private String refusal = "";
    private String bridge = "";
    private Map<String, String> headers = Map.of();

    @AfterEach
    void close() throws Exception {
        patrol.end();
        lines.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Patrol.Callee callee(Instance instance) {
        return new Patrol.Callee(
                URI.create(instance.speaksStdio() ? bridge : instance.endpoint()),
                headers,
                refusal,
                new Watch.Timing(INTERVAL, Duration.ofSeconds(2), random));
    }

    private Instance watch(InstanceState state, String url) {
        Instance instance = TestingInstances.at("s", state, 3100, url);
        patrol.know(instance, this::callee);
        return instance;
    }

    private TestingMcp server(TestingMcp.Kind kind) {
        TestingMcp server = new TestingMcp(kind);
        opened.add(server);
        return server;
    }

    private void pass(Duration time) {
        now += time.toNanos();
        patrol.step();
    }

    /** In steps as even as those of a prober that nothing holds up. */
    private void passSteadily(Duration time) {
        for (long steps = time.toMillis() / Patrol.STEP_MILLIS; steps > 0; steps--) {
            pass(Duration.ofMillis(Patrol.STEP_MILLIS));
        }
    }

    static void until(BooleanSupplier so) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not become so within 10 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Probe lastProbe() {
        return patrol.find(new InstanceKey("s", 0)).orElseThrow().probes().get(0);
    }

    private int probes() {
        return patrol.find(new InstanceKey("s", 0)).orElseThrow().probes().size();
    }

    /** Lets the next probe fall due and waits for its outcome. */
    private Probe probe() {
        int before = (int) patrol.figures().probes();
        while (patrol.figures().probes() == before) {
            pass(Duration.ofMillis(100));
        }
        until(() -> patrol.figures().inFlight() == 0);
        return lastProbe();
    }

    private List<Observation> verdicts() {
        return patrol.takeVerdicts();
    }

    @ParameterizedTest
    @EnumSource(
            value = TestingMcp.Kind.class,
            names = {"MODERN", "SESSIONS", "SESSIONS_AS_STREAM", "STATELESS"})
    void oneAnswerIn100MillisecondsMakesAStartedServerHealthy(TestingMcp.Kind kind) {
        Instance instance = watch(InstanceState.STARTING, server(kind).url());
        pass(Duration.ofMillis(99));
        assertThat(patrol.figures().probes()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(patrol.figures().probes()).isEqualTo(1);
        until(() -> patrol.figures().inFlight() == 0);
        assertThat(lastProbe())
                .as(kind.name())
                .extracting(Probe::ok, Probe::reason)
                .containsExactly(true, Reason.ANSWERS);
        assertThat(verdicts()).containsExactly(new Observation.Answers(instance.key(), 1));
    }

    @Test
    void whatMustNotBeCalledIsNotCalledAndTheReasonStands() {
        refusal = "header X cannot be sent";
        watch(InstanceState.HEALTHY, server(TestingMcp.Kind.MODERN).url());

        Probe probe = probe();

        assertThat(probe.ok()).isFalse();
        assertThat(probe.reason()).isEqualTo(Reason.LAUNCH_FAILED);
        assertThat(probe.detail()).isEqualTo("header X cannot be sent");
    }

    @Test
    void whatSpeaksStdioIsAskedWhereItsBridgeIsNow() {
        bridge = server(TestingMcp.Kind.NO_MCP).url();
        for (int copy = 0; copy < 50; copy++) {
            patrol.know(
                    TestingInstances.at("p" + copy, InstanceState.HEALTHY, 0, "stdio:p" + copy + "/0/0"), this::callee);
        }
        watch(InstanceState.HEALTHY, "stdio:s/0/0");
        until(() -> {
            pass(Duration.ofMillis(100));
            return probes() > 0;
        });
        assertThat(lastProbe().ok()).isFalse();
        bridge = server(TestingMcp.Kind.MODERN).url();

        patrol.reach(this::callee);

        assertThat(patrol.figures().watched()).isEqualTo(51);
        until(() -> {
            pass(Duration.ofMillis(100));
            return probes() > 0 && lastProbe().ok();
        });
    }

    @Test
    void theEraIsFoundOutOnce() {
        TestingMcp modern = server(TestingMcp.Kind.MODERN);
        watch(InstanceState.HEALTHY, modern.url());
        probe();
        probe();
        probe();
        assertThat(modern.asked).containsExactly("server/discover", "server/discover", "initialize", "server/discover");
        assertThat(met()).containsExactly(Eras.MODERN);
    }

    private List<Eras> met() {
        return patrol.takeMet().stream().map(ErasMet::eras).toList();
    }

    @Test
    void whatIsInitializedByItsSecondProbeSpeaksBothErasAndTheSessionIsClosed() {
        TestingMcp both = server(TestingMcp.Kind.BOTH);
        watch(InstanceState.HEALTHY, both.url());
        probe();
        assertThat(met()).isEmpty();
        assertThat(probe().ok()).isTrue();
        assertThat(met()).containsExactly(Eras.BOTH);
        assertThat(both.sessions).isEmpty();
    }

    @Test
    void aLegacyServerIsKnownAsThatByItsFirstProbe() {
        watch(InstanceState.HEALTHY, server(TestingMcp.Kind.SESSIONS).url());
        probe();
        assertThat(met()).containsExactly(Eras.LEGACY);
    }

    @Test
    void aServerThatHasChangedItsEraIsMetAnew() {
        TestingMcp server = server(TestingMcp.Kind.STATELESS);
        watch(InstanceState.HEALTHY, server.url());
        probe();
        server.kind = TestingMcp.Kind.MODERN;
        probe();
        probe();
        probe();
        assertThat(met()).containsExactly(Eras.LEGACY, Eras.UNKNOWN, Eras.MODERN);
    }

    @Test
    void aSessionIsKeptPingedAndClosed() {
        TestingMcp server = server(TestingMcp.Kind.SESSIONS);
        watch(InstanceState.HEALTHY, server.url());
        probe();
        probe();
        probe();
        assertThat(server.asked)
                .containsExactly("server/discover", "initialize", "notifications/initialized", "ping", "ping");
        assertThat(server.sessions).hasSize(1);
        patrol.forget(new InstanceKey("s", 0));
        until(() -> server.sessions.isEmpty());
        assertThat(server.asked).endsWith("DELETE");
    }

    @Test
    void sessionsAreClosedWhenAllProbingEnds() {
        TestingMcp server = server(TestingMcp.Kind.SESSIONS);
        watch(InstanceState.HEALTHY, server.url());
        probe();
        patrol.end();
        lines.close();
        until(() -> server.sessions.isEmpty());
    }

    @Test
    void nothingIsWatchedAnyMoreByAStepThatOutlivesTheEnd() {
        patrol.close();
        watch(InstanceState.HEALTHY, server(TestingMcp.Kind.MODERN).url());
        assertThat(patrol.figures().watched()).isZero();
    }

    @Test
    void aSessionTheServerHasForgottenIsBegunAnewWithinTheSameProbe() {
        TestingMcp server = server(TestingMcp.Kind.SESSIONS);
        watch(InstanceState.HEALTHY, server.url());
        probe();
        server.sessions.clear();
        assertThat(probe().ok()).isTrue();
        assertThat(server.asked).endsWith("ping", "initialize", "notifications/initialized");
    }

    @Test
    void aServerWithoutSessionsIsAskedForItsTools() {
        TestingMcp server = server(TestingMcp.Kind.STATELESS);
        watch(InstanceState.HEALTHY, server.url());
        probe();
        assertThat(probe().ok()).isTrue();
        assertThat(server.asked).endsWith("tools/list");
    }

    @Test
    void aPageThatIsNotMcpIsAWrongAnswer() {
        watch(InstanceState.STARTING, server(TestingMcp.Kind.NO_MCP).url());
        assertThat(probe()).extracting(Probe::ok, Probe::reason).containsExactly(false, Reason.WRONG_ANSWER);
    }

    @Test
    void somethingThatIsNotHttpIsAWrongAnswer() throws Exception {
        watch(
                InstanceState.STARTING,
                "http://127.0.0.1:" + answering("SSH-2.0-OpenSSH\r\n\r\n").getLocalPort() + "/mcp");
        assertThat(probe()).extracting(Probe::ok, Probe::reason).containsExactly(false, Reason.WRONG_ANSWER);
    }

    @Test
    void aPortNobodyListensOnIsRefused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        watch(InstanceState.STARTING, "http://127.0.0.1:" + port + "/mcp");
        assertThat(probe()).extracting(Probe::ok, Probe::reason).containsExactly(false, Reason.REFUSED);
    }

    @Test
    void aConnectionThatIsClosedInsteadOfAnsweredIsCut() throws Exception {
        watch(InstanceState.STARTING, "http://127.0.0.1:" + answering("").getLocalPort() + "/mcp");
        assertThat(probe()).extracting(Probe::ok, Probe::reason).containsExactly(false, Reason.CUT);
    }

    /** Else nobody could tell a server that is down from one that speaks something else. */
    @Test
    void whoeverBridgesHttpAndSseIsBelievedWhatHeHasSeen() throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32603,\"message\":"
                + "\"nobody listens where it is called\",\"data\":{\"reason\":\"REFUSED\"}}}";
        String answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
        String url = "http://127.0.0.1:" + answering(answer).getLocalPort() + "/sse/s/0/0";
        watch(InstanceState.HEALTHY, url);
        assertThat(probe().reason()).as("nobody else is").isEqualTo(Reason.WRONG_ANSWER);

        patrol.forget(new InstanceKey("s", 0));
        headers = Map.of(SseTarget.HEADER, "e30");
        watch(InstanceState.HEALTHY, url);
        assertThat(probe())
                .extracting(Probe::reason, Probe::detail)
                .containsExactly(Reason.REFUSED, "nobody listens where it is called");
    }

    /** Looking it up may take seconds, and the I/O thread has all other servers to ask. */
    @Test
    void aNameThatBeginsWithADigitIsLookedUpAside() {
        List<Runnable> aside = new CopyOnWriteArrayList<>();
        Lines own = new Lines(aside::add);
        opened.add(own);
        var unused = new Line(own, URI.create("http://1st.invalid/mcp"))
                .ask(new Question(Methods.POST, Map.of(), new byte[0], reply -> true));
        until(() -> aside.size() == 1);
    }

    @Test
    void aNameThatLeadsInwardIsNotAsked() throws Exception {
        Lines own = new Lines(ForkJoinPool.commonPool(), TestingOutbound.leading(host -> "169.254.169.254"));
        opened.add(own);
        CompletableFuture<Reply> reply = new Line(own, URI.create("http://mcp.test/mcp"))
                .ask(new Question(Methods.POST, Map.of(), new byte[0], each -> true));
        assertThat(reply).failsWithin(Duration.ofSeconds(10));
        Outcome outcome = reply.handle((none, failure) -> Outcome.of(failure)).get();
        assertThat(outcome.reason()).isEqualTo(Reason.WRONG_ANSWER);
        assertThat(outcome.detail()).startsWith("ADDRESS_REFUSED").contains("169.254.169.254");
    }

    @Test
    void aKeptConnectionThatTheServerHasClosedCountsForNothing() throws Exception {
        ServerSocket once = listen();
        List<Socket> taken = new CopyOnWriteArrayList<>();
        CompletableFuture.runAsync(() -> answerOnce(once, taken));
        watch(InstanceState.HEALTHY, "http://127.0.0.1:" + once.getLocalPort() + "/mcp");
        assertThat(probe().reason()).isEqualTo(Reason.ANSWERS);
        assertThat(probe().reason()).isEqualTo(Reason.ANSWERS);
        assertThat(taken).as("connections: the second probe asks twice").hasSize(3);
    }

    /** As a server with an idle limit: takes the second question of a connection and closes instead of answering. */
    private static void answerOnce(ServerSocket socket, List<Socket> taken) {
        try {
            while (!socket.isClosed()) {
                Socket asked = socket.accept();
                taken.add(asked);
                asked.getInputStream().read(new byte[4096]);
                asked.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + FOUND.length()
                                        + "\r\n\r\n" + FOUND)
                                .getBytes(StandardCharsets.US_ASCII));
                asked.getInputStream().read(new byte[4096]);
                asked.close();
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersIsSlowAtItsLimit() throws Exception {
        ServerSocket hole = listen();
        watch(InstanceState.HEALTHY, "http://127.0.0.1:" + hole.getLocalPort() + "/mcp");
        while (patrol.figures().probes() == 0) {
            pass(Duration.ofMillis(100));
        }
        try (Socket asked = hole.accept()) {
            passSteadily(Duration.ofMillis(3_900));
            assertThat(patrol.figures().inFlight()).isEqualTo(1);
            passSteadily(Duration.ofMillis(200));
            until(() -> patrol.figures().inFlight() == 0);
            assertThat(lastProbe()).extracting(Probe::ok, Probe::reason).containsExactly(false, Reason.SLOW);
            asked.setSoTimeout(5_000);
            asked.getInputStream().readNBytes(10_000_000);
        }
    }

    /** A collection of garbage, a frozen process, a machine with too much to do: the answers are there, and unread. */
    @Test
    void howLongTheProberStoodStillIsNoDelayOfTheServer() throws Exception {
        ServerSocket held = listen();
        watch(InstanceState.HEALTHY, "http://127.0.0.1:" + held.getLocalPort() + "/mcp");
        while (patrol.figures().probes() == 0) {
            pass(Duration.ofMillis(100));
        }
        try (Socket asked = held.accept()) {
            passSteadily(Duration.ofMillis(3_900));
            pass(Duration.ofMinutes(1));
            asked.getInputStream().read(new byte[4096]);
            asked.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + FOUND.length()
                                    + "\r\n\r\n" + FOUND)
                            .getBytes(StandardCharsets.US_ASCII));
            until(() -> patrol.figures().inFlight() == 0);
        }
        assertThat(lastProbe().ok()).isTrue();
        assertThat(lastProbe().millis()).isBetween(3_900, 4_300);
    }

    @Test
    void whoStaysSilentIsGivenUpByAProberThatIsAlwaysLate() throws Exception {
        ServerSocket hole = listen();
        watch(InstanceState.HEALTHY, "http://127.0.0.1:" + hole.getLocalPort() + "/mcp");
        while (patrol.figures().probes() == 0) {
            pass(Duration.ofSeconds(1));
        }
        for (int step = 0; step < 25; step++) {
            pass(Duration.ofSeconds(1));
        }
        until(() -> probes() > 0);
        assertThat(lastProbe().reason()).isEqualTo(Reason.SLOW);
    }

    @Test
    void anAnswerThatNeverEndsIsSlowToo() throws Exception {
        watch(
                InstanceState.HEALTHY,
                "http://127.0.0.1:"
                        + holding("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
                                .getLocalPort() + "/mcp");
        while (patrol.figures().probes() == 0) {
            pass(Duration.ofMillis(100));
        }
        until(() -> {
            pass(Duration.ofMillis(100));
            return patrol.figures().inFlight() == 0;
        });
        assertThat(lastProbe().reason()).isEqualTo(Reason.SLOW);
    }

    @Test
    void untilTheFirstAnswerPausesGrowToTheInterval() {
        watch(InstanceState.STARTING, server(TestingMcp.Kind.NO_MCP).url());
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            long before = now;
            probe();
            pauses.add(Duration.ofNanos(now - before).toMillis());
        }
        assertThat(pauses.get(0)).isEqualTo(100);
        assertThat(pauses.get(12)).isBetween(4_900L, 5_100L);
        assertThat(pauses).isSorted();
        assertThat(pauses.stream().mapToLong(p -> p).limit(6).sum()).isLessThan(2_500);
    }

    @Test
    void threeMissedAnswersInARowAndNotTwoMakeUnhealthy() {
        TestingMcp server = server(TestingMcp.Kind.MODERN);
        Instance instance = watch(InstanceState.HEALTHY, server.url());
        probe();
        server.close();
        probe();
        probe();
        assertThat(verdicts()).isEmpty();
        probe();
        assertThat(verdicts()).singleElement().isInstanceOfSatisfying(Observation.Fails.class, fails -> {
            assertThat(fails.key()).isEqualTo(instance.key());
            assertThat(fails.reason()).isEqualTo(Reason.REFUSED);
            assertThat(fails.detail()).isNotEmpty();
        });
    }

    @Test
    void twoAnswersInARowMakeHealthyAgain() {
        Instance instance =
                watch(InstanceState.UNHEALTHY, server(TestingMcp.Kind.MODERN).url());
        probe();
        assertThat(verdicts()).isEmpty();
        probe();
        assertThat(verdicts()).containsExactly(new Observation.Answers(instance.key(), 1));
    }

    @Test
    void aVerdictThatCameToNothingIsToldAgain() {
        watch(InstanceState.STARTING, server(TestingMcp.Kind.MODERN).url());
        probe();
        assertThat(verdicts()).hasSize(1);
        probe();
        assertThat(verdicts()).hasSize(1);
    }

    @Test
    void whatHasSettledIsNotToldAgain() {
        Instance instance =
                watch(InstanceState.STARTING, server(TestingMcp.Kind.MODERN).url());
        probe();
        assertThat(verdicts()).hasSize(1);
        patrol.know(
                TestingInstances.moved(instance, InstanceState.HEALTHY, Reason.ANSWERS, Instant.EPOCH), this::callee);
        for (int i = 0; i < 5; i++) {
            probe();
        }
        assertThat(verdicts()).isEmpty();
    }

    @Test
    void aMissedDeadlineIsForgivenByALateAnswer() {
        Instance starting = TestingInstances.at(
                "s", InstanceState.FAILED, 3100, server(TestingMcp.Kind.MODERN).url());
        Instance late = TestingInstances.moved(starting, InstanceState.FAILED, Reason.DEADLINE, Instant.EPOCH);
        patrol.know(late, this::callee);
        probe();
        assertThat(verdicts()).containsExactly(new Observation.Answers(late.key(), 1));
    }

    @Test
    void whatDoesNotRunIsNotAsked() {
        for (InstanceState state : List.of(
                InstanceState.PLANNED,
                InstanceState.SLEEPING,
                InstanceState.STOPPING,
                InstanceState.STOPPED,
                InstanceState.FAILED)) {
            watch(state, server(TestingMcp.Kind.MODERN).url());
            assertThat(patrol.figures().watched()).as(state.name()).isZero();
        }
    }

    @Test
    void theLast20ProbesAreKept() {
        watch(InstanceState.HEALTHY, server(TestingMcp.Kind.MODERN).url());
        for (int i = 0; i < 25; i++) {
            probe();
        }
        assertThat(probes()).isEqualTo(20);
    }

    @Test
    void aThousandServersAreAskedOnceAnIntervalAndEvenly() {
        String url = server(TestingMcp.Kind.MODERN).url();
        for (int i = 0; i < 1_000; i++) {
            patrol.know(TestingInstances.at("s" + i, InstanceState.HEALTHY, 3100, url), this::callee);
        }
        List<Integer> askedPerStep = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            long before = patrol.figures().probes();
            pass(Duration.ofMillis(100));
            askedPerStep.add((int) (patrol.figures().probes() - before));
            until(() -> patrol.figures().inFlight() == 0);
        }
        assertThat(askedPerStep.stream().mapToInt(n -> n).sum()).isBetween(3_000, 3_350);
        assertThat(askedPerStep).allMatch(asked -> asked <= 40, "at most twice the mean of 20");
        assertThat(patrol.figures().overdue()).isZero();
        assertThat(patrol.figures().sweepMillis()).isLessThanOrEqualTo(5_000);
    }

    @Test
    void whatIsDueInTheSameStepIsAskedOneAfterTheOther() {
        String url = server(TestingMcp.Kind.MODERN).url();
        for (int i = 0; i < 1_000; i++) {
            patrol.know(TestingInstances.at("s" + i, InstanceState.HEALTHY, 3100, url), this::callee);
        }
        long began = System.nanoTime();
        pass(INTERVAL);
        assertThat(patrol.figures().inFlight()).isGreaterThan(20);
        until(() -> patrol.figures().inFlight() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(80));
    }

    /** The thread that asks is kept busy meanwhile: else a slow machine has asked many before they are forgotten. */
    @Test
    void whoIsForgottenBeforeItsTurnIsNotAsked() {
        TestingMcp server = server(TestingMcp.Kind.MODERN);
        for (int i = 0; i < 1_000; i++) {
            patrol.know(TestingInstances.at("s" + i, InstanceState.HEALTHY, 3100, server.url()), this::callee);
        }
        CompletableFuture<Void> forgotten = new CompletableFuture<>();
        lines.onThread(forgotten::join);
        pass(INTERVAL);
        assertThat(patrol.figures().inFlight()).isGreaterThan(20);
        patrol.end();
        CompletableFuture<Void> turnsOver = new CompletableFuture<>();
        lines.later(() -> turnsOver.complete(null), 2 * Patrol.STEP_MILLIS);
        forgotten.complete(null);
        turnsOver.join();
        assertThat(server.asked).as("only who was asked at once").hasSizeLessThanOrEqualTo(1);
    }

    private ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        opened.add(socket);
        return socket;
    }

    /** Answers every connection with that text and closes it. */
    private ServerSocket answering(String text) throws IOException {
        return serving(text, true);
    }

    private ServerSocket holding(String text) throws IOException {
        return serving(text, false);
    }

    private ServerSocket serving(String text, boolean close) throws IOException {
        ServerSocket socket = listen();
        CompletableFuture.runAsync(() -> {
            try {
                while (!socket.isClosed()) {
                    Socket asked = socket.accept();
                    asked.getInputStream().read(new byte[4096]);
                    asked.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                    if (close) {
                        asked.close();
                    }
                }
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        });
        return socket;
    }
}
