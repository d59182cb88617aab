package org.mcpcoordinator.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.runtime.RemoteTokens;
import org.mcpcoordinator.runtime.StdioBridge;

/**
 * The desk of health: asks every running server of this node's host every few seconds whether it is well, and tells the
 * fleet what has changed. Of several nodes on one host one does it, the holder of the lease {@code health/HOST}. What
 * needs the database is done aside, so that a database that is away stops no probe.
 */
@ApplicationScoped
public class Health {
    private static final Logger LOG = Logger.getLogger(Health.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** Channel of a node that drives a rollout and wants to ask the servers of the host that is named. */
    private static final String WANTED = "probing";
    /** Channel of the one that leaves it that. */
    private static final String LEFT = "probing-left";

    private static final long SURVEY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long READ_NANOS = Duration.ofSeconds(30).toNanos();

    private final Queue<InstanceMoved.Move> news = new ConcurrentLinkedQueue<>();
    private final AtomicLong newsCount = new AtomicLong();
    private final AtomicBoolean surveying = new AtomicBoolean();
    private final AtomicBoolean telling = new AtomicBoolean();
    private final AtomicBoolean reachAnew = new AtomicBoolean();
    private final Queue<String> tokensChanged = new ConcurrentLinkedQueue<>();
    private final HealthConfig config = HealthConfig.fromSettings();
    private volatile @Nullable Survey survey;
    private volatile @Nullable Lease lease;
    /** Under which what is found out now is told; that of the last step. */
    private @Nullable Lease under;

    private volatile boolean ours;
    private volatile boolean known;
    private volatile boolean surveySoon;
    private volatile boolean surveyed;
    private volatile boolean yieldWanted;
    private volatile long surveyedAt = System.nanoTime() - SURVEY_NANOS;
    private long readAt = System.nanoTime() - READ_NANOS;

    @Inject
    Fleet fleet;

    @Inject
    Cluster cluster;

    @Inject
    Leases leases;

    @Inject
    Announcements announcements;

    @Inject
    Rollouts rollouts;

    @Inject
    Callees callees;

    @Inject
    Clock clock;

    @Inject
    Event<ErasMet> erasMet;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @SuppressWarnings("NullAway.Init")
    private Patrol patrol;

    @SuppressWarnings("NullAway.Init")
    private Lines lines;

    @PostConstruct
    void begin() {
        begin(System::nanoTime);
    }

    /** @param ticker the probes' steady clock, in nanoseconds */
    void begin(LongSupplier ticker) {
        lines = new Lines(executor);
        patrol = new Patrol(lines, clock, ticker, config);
    }

    @PreDestroy
    void end() {
        patrol.close();
        lines.close();
    }

    /** Between two probes of one server, 500 ms to 10 min. */
    public Duration interval() {
        return config.interval();
    }

    /** The last 20 probes of the instance, the newest first; empty where another node does the asking. */
    public List<Probe> probes(InstanceKey key) {
        return patrol.find(key).map(Watch::probes).orElse(List.of());
    }

    /** How long the instances took to answer since then, in milliseconds, missed answers too; of those this node asks. */
    public List<Integer> answers(Collection<InstanceKey> keys, Instant since) {
        return keys.stream()
                .flatMap(key -> probes(key).stream())
                .filter(probe -> !probe.at().isBefore(since))
                .map(Probe::millis)
                .toList();
    }

    /** How well the watching itself goes. */
    public HealthFigures figures() {
        return patrol.figures();
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        newsCount.incrementAndGet();
        news.addAll(moved.moves());
    }

    /** A bridge has begun anew: with the old secret it lets nobody in. */
    void on(@Observes StdioBridge.BridgeMoved bridge) {
        reachAnew.set(true);
    }

    /** Servers of a definition are called with another token now. */
    void on(@Observes RemoteTokens.TokenChanged token) {
        tokensChanged.add(token.definitionHash());
    }

    /** A restore has put another fleet here: all of it is read again at the next survey. Or it may be our turn to ask. */
    void on(@Observes Announced announced) {
        if (announced.channel().equals(Announced.RESTORED)) {
            known = false;
        } else if (announced.channel().equals(Leases.FREE)) {
            surveySoon = true;
        }
        announcements
                .heardFromOthers(announced, WANTED)
                .filter(host -> ours && host.equals(cluster.localHost()))
                .ifPresent(host -> yieldWanted = true);
        announcements
                .heardFromOthers(announced, LEFT)
                .ifPresent(host -> surveySoon = surveySoon || rollouts.drivesAny());
    }

    /** Leaves the asking to the node that wants it, unless a rollout of this one needs it as well. */
    private void leaveToOthers() {
        Lease held = lease;
        if (held != null && !rollouts.drivesAny()) {
            ours = false;
            lease = null;
            surveyed = true;
            leases.release(held);
            announcements.tellOthers(LEFT, cluster.localHost());
        }
    }

    /** Has the probes' own I/O thread do it each 100 ms, until what is given back is run. */
    Runnable each(Runnable step) {
        return lines.every(step, Patrol.STEP_MILLIS);
    }

    /** True if there is nothing to do that may have to wait, but only servers to be asked. */
    boolean isQuiet() {
        return System.nanoTime() - surveyedAt < SURVEY_NANOS
                && !surveySoon
                && !yieldWanted
                && !surveyed
                && news.isEmpty()
                && tokensChanged.isEmpty()
                && !reachAnew.get()
                && !patrol.hasFound();
    }

    /** What is left of a step then: asks those whose turn it is. Never by two at once, nor beside {@link #step}. */
    void ask() {
        patrol.step();
    }

    /** One step of the patrol with all that may have to wait; never by two at once. */
    void step() {
        long now = System.nanoTime();
        if ((surveySoon || now - surveyedAt >= SURVEY_NANOS) && surveying.compareAndSet(false, true)) {
            surveyedAt = now;
            surveySoon = false;
            boolean read = !known || now - readAt >= READ_NANOS;
            aside(() -> survey(read), surveying);
        } else if (yieldWanted && surveying.compareAndSet(false, true)) {
            yieldWanted = false;
            // Not before the next survey is due does this node ask for the lease again.
            surveyedAt = now;
            aside(this::leaveToOthers, surveying);
        }
        takeSurvey(now);
        if (reachAnew.getAndSet(false)) {
            patrol.reach(this::callee);
        }
        for (String hash = tokensChanged.poll(); hash != null; hash = tokensChanged.poll()) {
            String changed = hash;
            patrol.reach(instance -> instance.definitionHash().equals(changed), this::callee);
        }
        for (InstanceMoved.Move move = news.poll(); move != null; move = news.poll()) {
            take(move);
        }
        patrol.step();
        patrol.takeMet().forEach(erasMet::fire);
        tellVerdicts();
    }

    private void tellVerdicts() {
        if (telling.compareAndSet(false, true)) {
            List<Observation> verdicts = patrol.takeVerdicts();
            Lease held = under;
            if (verdicts.isEmpty() || held == null) {
                telling.set(false);
            } else {
                // What is lost here, because the database is away, is found out and told again by the next probe.
                aside(() -> fleet.observe(verdicts, held, 0), telling);
            }
        }
    }

    /** Asks whoever asks the servers to leave that to this node: a rollout's gates look at the answers of the node that drives it. */
    private void survey(boolean read) {
        boolean driving = !cluster.isAlone() && rollouts.drivesAny();
        if (driving && !ours) {
            announcements.tellOthers(WANTED, cluster.localHost());
        }
        Lease before = lease;
        Lease now = leases.acquire("health/" + cluster.localHost(), LEASE).orElse(null);
        lease = now;
        ours = now != null;
        if (now != null && (read || before == null || before.epoch() != now.epoch())) {
            long counted = newsCount.get();
            survey = new Survey(fleet.onHost(cluster.localHost()), counted);
        }
        surveyed = true;
    }

    /**
     * Who asks under another epoch than before begins anew: others may have asked meanwhile, and what was found out until then
     * is over. What was read counts only if nothing has moved meanwhile; else it is read again soon.
     */
    private void takeSurvey(long now) {
        surveyed = false;
        Lease held = lease;
        Lease before = under;
        under = held;
        if (held != null && before != null && held.epoch() != before.epoch()) {
            patrol.beginAnew();
            known = false;
        }
        Survey read = survey;
        survey = null;
        if (!ours) {
            patrol.end();
            known = false;
        } else if (read != null && (!known || read.newsCount() == newsCount.get())) {
            patrol.keepOnly(read.instances().stream().map(Instance::key).toList());
            read.instances().forEach(this::know);
            known = true;
            readAt = now;
        }
    }

    private void take(InstanceMoved.Move move) {
        if (!ours) {
            return;
        }
        String here = cluster.localHost();
        Optional<Instance> left = Optional.ofNullable(move.after()).flatMap(after -> after.at(here::equals));
        if (left.isPresent()) {
            know(left.get());
        } else if (move.before() != null) {
            patrol.forget(move.any().key());
        }
    }

    private void know(Instance instance) {
        patrol.know(instance, this::callee);
    }

    private Patrol.Callee callee(Instance instance) {
        Duration timeout = config.timeout();
        StdioBridge.Address address = new StdioBridge.Address(callees.plain(instance), Map.of());
        String refusal = "";
        try {
            // The address first: that of a stdio server needs no database, and nothing else can stand for it.
            address = callees.address(instance);
            Duration own = callees.health(instance).timeout();
            timeout = own.equals(ServerDefinition.Health.USUAL.timeout()) ? timeout : own;
        } catch (Callees.UncallableException uncallable) {
            refusal = String.valueOf(uncallable.getMessage());
        } catch (RuntimeException unknown) {
            LOG.warnf(
                    "%s is probed as if its definition said nothing about it: %s",
                    instance.key(), unknown.getMessage());
        }
        Watch.Timing timing = new Watch.Timing(config.interval(), timeout, ThreadLocalRandom.current());
        return new Patrol.Callee(address.uri(), address.headers(), refusal, timing);
    }

    private void aside(Runnable work, AtomicBoolean busy) {
        Runnable whole = () -> {
            try {
                work.run();
            } catch (DatabaseAwayException told) {
                LOG.debug("Health goes on without the database", told);
            } catch (RuntimeException databaseAway) {
                LOG.warnf("Health goes on without the database: %s", databaseAway.getMessage());
            } finally {
                busy.set(false);
            }
        };
        try {
            executor.execute(whole);
        } catch (RejectedExecutionException notNow) {
            busy.set(false);
            throw notNow;
        }
    }

    /**
     * What the fleet was at one moment.
     *
     * @param newsCount how much had moved until then
     */
    private record Survey(List<Instance> instances, long newsCount) {}
}
