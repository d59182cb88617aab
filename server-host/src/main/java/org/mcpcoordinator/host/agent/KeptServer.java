package org.mcpcoordinator.host.agent;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One server as the agent keeps it: what is wished, what is there, and which step comes next. Lives on the keeper's
 * thread.
 *
 * <p>IDLE → QUEUED → STARTING → RUNNING → STOPPING → IDLE; an end leads from RUNNING to WAITING and back to QUEUED; a
 * verdict leads to GIVEN_UP until the wish changes.
 */
final class KeptServer {
    enum Phase {
        IDLE,
        QUEUED,
        STARTING,
        RUNNING,
        STOPPING,
        WAITING,
        GIVEN_UP
    }

    /** What to do next. */
    enum Step {
        NOTHING,
        /** Ask for a start. */
        START,
        /** Start the new version over the old one. */
        SWAP,
        STOP,
        /** Nothing is wished and nothing is there. */
        REST
    }

    final ServerKey key;
    final Retry retry;
    Order order;
    Phase phase = Phase.IDLE;
    long token;

    /** What runs, or was tried last. */
    Order.@Nullable Version version;

    /** How the running one was launched; decides which runner stops it. */
    boolean builtin;

    /** The port it was launched with. */
    int port;

    int attempt;
    long pid;
    /** Exit code, or {@link Integer#MIN_VALUE} if unknown; null unless it has ended since its last start. */
    @Nullable
    Integer exit;

    /** Why it has ended, if it has. */
    String endedBy = Desired.Verdict.EXITED;

    Desired.@Nullable Verdict verdict;
    String detail = "";

    /** How often one of its processes has said that its lists have changed. */
    int lists;

    /** True once its port has been listened on. */
    boolean listened;

    /** While it waits: until when, and whether another port may help. */
    @Nullable
    Instant due;

    boolean replace;

    /** Since when nothing is wished and nothing is there. */
    @Nullable
    Instant restedAt;

    /** Why its last start was refused. */
    String refusal = "LAUNCH_FAILED";

    @Nullable
    Instant startedAt;

    @Nullable
    Start lastStart;

    /** Why the same version is started again; null: the order says why. */
    @Nullable
    String again;

    boolean mentioned = true;

    /** What serves on while a newer version is put in its place; null when nothing is being replaced. */
    @Nullable
    Former former;

    /** The version that was to take the place of the one that runs, and why it did not. */
    @Nullable
    Refused refused;

    private @Nullable Map<String, String> secrets;

    /**
     * What ran before a swap, so that it can go on if the swap fails.
     *
     * @param runs false once its process has ended
     */
    record Former(
            Order order,
            Map<String, String> secrets,
            long token,
            Order.@Nullable Version version,
            int attempt,
            boolean runs) {
        Former ended() {
            return new Former(order, secrets, token, version, attempt, false);
        }
    }

    /** A version that was refused while another one served. */
    record Refused(Order.Version version, Desired.Verdict verdict) {}

    KeptServer(Order order, Retry.Rules rules) {
        this.retry = new Retry(rules);
        recall(order);
        this.key = order.key();
        this.order = order;
    }

    /** The step towards what is wished. */
    Step next() {
        return switch (phase) {
            case IDLE -> !order.run() ? Step.REST : awaitsSecrets() ? Step.NOTHING : Step.START;
            case RUNNING -> !order.run() ? Step.STOP : isCurrent() ? Step.NOTHING : swaps() ? Step.SWAP : Step.STOP;
            case WAITING, GIVEN_UP, QUEUED ->
                !order.run() ? Step.REST : phase != Phase.QUEUED && !isCurrent() ? Step.START : Step.NOTHING;
            case STARTING, STOPPING -> Step.NOTHING;
        };
    }

    /** True if nothing is wished and nothing is there: whoever has its name next is another server. */
    boolean rests() {
        return phase == Phase.IDLE && !order.run();
    }

    /** True if a process of it is there that listens at that port, or will in a moment. */
    boolean listensAt(int wanted) {
        boolean there = phase == Phase.STARTING || phase == Phase.RUNNING || phase == Phase.STOPPING;
        return there && port == wanted;
    }

    /** A newer order arrives; remembers what it may have to fall back to. */
    void take(Order newer) {
        if (phase == Phase.RUNNING && isCurrent() && !newer.version().equals(version)) {
            former = new Former(order, secrets(), token, version, attempt, true);
        }
        if (refused != null && !refused.version().equals(order.version())) {
            refused = newer.version().compareTo(refused.version()) > 0 ? null : refused;
        }
        order = newer;
        recall(newer);
    }

    private void recall(Order told) {
        Order.Tries tries = told.retry();
        if (tries != null) {
            retry.recall(
                    tries.restarts(),
                    tries.replaces(),
                    tries.since() == 0 ? null : Instant.ofEpochMilli(tries.since()));
        }
    }

    /** The newer version is refused: the former one is wished again, and goes on if it has not ended meanwhile. */
    boolean fallBack(Desired.Verdict why) {
        Former last = former;
        if (last == null || !builtin) {
            return false;
        }
        refused = new Refused(order.version(), why);
        order = last.order();
        secrets = last.secrets();
        former = null;
        verdict = null;
        if (last.runs()) {
            token = last.token();
            version = last.version();
            attempt = last.attempt();
            exit = null;
            detail = "";
            phase = Phase.RUNNING;
        } else {
            phase = Phase.IDLE;
        }
        return true;
    }

    private boolean isCurrent() {
        return order.version().equals(version);
    }

    /** A serve process puts a new generation in the old one's place; an asked-for restart really restarts. */
    private boolean swaps() {
        return builtin
                && order.launch() instanceof Launch.Builtin
                && version != null
                && order.generation() > version.generation()
                && order.port() == port
                && !awaitsSecrets();
    }

    void know(@Nullable Map<String, String> newSecrets) {
        if (newSecrets != null) {
            secrets = Map.copyOf(newSecrets);
        }
    }

    Map<String, String> secrets() {
        return secrets == null ? Map.of() : secrets;
    }

    /** True if it refers to secrets and none have been sent since this agent started. */
    boolean awaitsSecrets() {
        return secrets == null
                && order.launch() != null
                && !names(order.launch()).isEmpty();
    }

    /** Secrets it refers to that were not sent. */
    Set<String> missingSecrets() {
        Set<String> missing = new TreeSet<>(order.launch() == null ? Set.of() : names(order.launch()));
        missing.removeAll(secrets().keySet());
        return missing;
    }

    /** The number the next start of the wished generation gets. */
    int nextAttempt() {
        Start last = lastStart;
        return last != null && last.generation() == order.generation() ? last.attempt() + 1 : 1;
    }

    /** Why the next start happens. */
    String nextCause() {
        Start last = lastStart;
        return last != null && again != null && last.version().equals(order.version()) ? again : order.cause();
    }

    State state() {
        return switch (phase) {
            case IDLE -> order.run() ? State.EXITED : State.STOPPED;
            case QUEUED, STARTING -> exit == null ? State.STARTING : State.BACKOFF;
            case RUNNING, STOPPING -> State.RUNNING;
            case WAITING -> State.BACKOFF;
            case GIVEN_UP -> State.FAILED;
        };
    }

    private static Set<String> names(Launch launch) {
        return Placeholders.secretNames(launch);
    }
}
