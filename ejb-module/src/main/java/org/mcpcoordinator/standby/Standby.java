package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.health.Callees;
import org.mcpcoordinator.mcp.client.SessionOpening;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.outbound.PinnedClient;
import org.mcpcoordinator.routing.ErasOffered;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.ListsChanged;
import org.mcpcoordinator.runtime.StdioBridge;

/**
 * The desk of servers on demand: has them started when they are called and put to sleep when nobody calls, and sees to it
 * that what they offer is known before that. All that counts lies in the rows of the fleet: what this node knows besides is
 * when it sent calls. Of several nodes on a host the holder of the lease {@code standby/HOST} puts to sleep; any may wake.
 */
@ApplicationScoped
public class Standby implements Sleepers {
    private static final Logger LOG = Logger.getLogger(Standby.class);
    /** Channel of servers that have said that their lists have changed. */
    private static final String LISTS = "lists";
    /** Channel of servers that are called, at a node that cannot make room for them. */
    private static final String WANTED = "wanted";

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration READ_AGAIN = Duration.ofSeconds(10);

    /** Of offers that are kept as they were read, in bytes. */
    private static final long CACHED = 16L << 20;

    /** One that has failed is tried again by a call no sooner. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofDays(30);

    /** So many offers at a look are made found that were kept by an older version. */
    private static final int CAUGHT_UP = 50;

    private final StandbyConfig config = StandbyConfig.fromSettings();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Set<InstanceKey> heard = ConcurrentHashMap.newKeySet();
    private final Set<String> saying = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final OfferCache cache = new OfferCache(CACHED);

    /** Guards {@link #awake}. */
    private final Object watching = new Object();

    @Inject
    Fleet fleet;

    @Inject
    Offers offers;

    @Inject
    Cluster cluster;

    @Inject
    Leases leases;

    @Inject
    Callees callees;

    @Inject
    StdioBridge stdio;

    @Inject
    Announcements announcements;

    @Inject
    Traffic traffic;

    @Inject
    Routing routing;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @SuppressWarnings("NullAway.Init")
    private HttpClient http;

    @SuppressWarnings("NullAway.Init")
    private Learning learning;

    @SuppressWarnings("NullAway.Init")
    private Awake awake;

    private final AtomicBoolean moved = new AtomicBoolean();
    private final AtomicBoolean freed = new AtomicBoolean();
    private List<Instance> all = List.of();
    /** Under which this node watches the servers of its host; null if another one does. */
    private volatile @Nullable Lease lease;

    private Instant readAt = Instant.MIN;
    private Instant tidiedAt = Instant.MIN;

    @PostConstruct
    void begin() {
        // On threads of its own: those of the container are for work that never waits for a server. They end with this
        // bean:
        // the JDK stops them when nobody can reach the client any more.
        http = new PinnedClient(
                Outbound.toServers(), () -> HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)));
        learning = new Learning(this::learn, executor, clock);
        awake = new Awake(clock.instant());
    }

    private void learn(Instance instance) throws IOException, InterruptedException {
        offers.keep(new Learner(http).learn(instance.definitionHash(), callees.address(instance), clock.instant()));
    }

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Standby> itself() {
        return () -> this;
    }

    @Override
    public CompletableFuture<Optional<Offer>> offer(String definitionHash) {
        try {
            return CompletableFuture.supplyAsync(() -> known(definitionHash), executor);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedFuture(stopping);
        }
    }

    private Optional<Offer> known(String definitionHash) {
        Optional<Instant> learntAt = offers.learntAt(definitionHash);
        Optional<Offer> cached = learntAt.flatMap(at -> cache.find(definitionHash, at));
        if (learntAt.isEmpty() || cached.isPresent()) {
            return cached;
        }
        Optional<Offer> read = offers.find(definitionHash);
        read.ifPresent(cache::keep);
        return read;
    }

    @Override
    public boolean wake(String server) {
        wanted.add(server);
        if (waking.compareAndSet(false, true)) {
            try {
                executor.execute(this::wakeUntilDone);
            } catch (RejectedExecutionException stopping) {
                waking.set(false);
                return false;
            }
        }
        return true;
    }

    @Override
    public void changed(String server) {
        saying.add(server);
        if (!cluster.isAlone()) {
            try {
                executor.execute(() -> tellOthers(LISTS, server));
            } catch (RejectedExecutionException stopping) {
                LOG.debugf("We are stopping; that %s has other lists is heard by its next look", server);
            }
        }
    }

    /** It may be another node that asks the servers of its host. */
    private void tellOthers(String channel, String server) {
        try {
            announcements.tellOthers(channel, server);
        } catch (RuntimeException databaseAway) {
            LOG.debugf("Nobody is told of %s on channel %s: %s", server, channel, databaseAway.getMessage());
        }
    }

    void on(@Observes Announced announced) {
        announcements.heardFromOthers(announced, LISTS).ifPresent(saying::add);
        if (lease != null) {
            announcements.heardFromOthers(announced, WANTED).ifPresent(this::wake);
        }
        if (announced.channel().equals(Leases.FREE)) {
            freed.set(true);
        }
    }

    @Override
    public CompletableFuture<String> session(Route route, @Nullable ObjectNode params, Duration most) {
        Traffic.Calls calls = traffic.at(route.address().toString());
        calls.begin();
        return SessionOpening.open(http, route.address(), route.headers(), most, "coordinator", params)
                .whenComplete((id, failure) -> calls.end());
    }

    @Override
    public CompletableFuture<Void> endSession(Route route, String session) {
        return SessionOpening.end(http, route.address(), route.headers(), session);
    }

    void on(@Observes ListsChanged news) {
        heard.add(news.key());
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved news) {
        moved.set(true);
    }

    /** Looks once: who is to be asked, who may sleep. Every second, by one thread at a time. */
    void look() {
        Instant now = clock.instant();
        if (freed.getAndSet(false) || readAt.equals(Instant.MIN) || !now.isBefore(readAt.plus(READ_AGAIN))) {
            lease = leases.acquire("standby/" + cluster.localHost(), LEASE).orElse(null);
            List<ErasOffered> learnt = offers.spoken();
            learning.know(learnt.stream().collect(Collectors.toMap(ErasOffered::definitionHash, ErasOffered::at)));
            routing.offered(learnt);
            if (lease != null) {
                catchUp();
            }
            readAt = now;
            moved.set(true);
        }
        Lease held = lease;
        if (held == null) {
            heard.clear();
            saying.clear();
            return;
        }
        if (moved.getAndSet(false)) {
            all = fleet.onHost(cluster.localHost());
        }
        synchronized (watching) {
            awake.look(all.stream().filter(Standby::isAwake).toList(), this::calls, now);
            awake.due(now).stream().filter(use -> !known(use)).forEach(use -> learning.ask(use.instance()));
            fleet.sleep(awake.sleepers(now, config.warmMin(), use -> known(use) && stillIdle(use)), "", held);
        }
        Set<String> said = Set.copyOf(saying);
        saying.removeAll(said);
        all.stream()
                .filter(instance -> heard.remove(instance.key())
                        || said.contains(instance.key().server()))
                .forEach(learning::heard);
        learning.inNoHurry(all);
        tidy(now);
    }

    /** What was listed after its last call is what it still offers: nothing can have changed unheard. */
    private boolean known(Awake.Use use) {
        return learning.knows(use.instance(), use.called() ? use.at() : Instant.MIN);
    }

    /** A transaction each: one for all would wait for those that learn, and they for it. */
    private void catchUp() {
        for (int done = 0; done < CAUGHT_UP && offers.catchUp(1) > 0; done++) {
            LOG.debug("The tools of an offer that was kept by an older version can be found now");
        }
    }

    private void tidy(Instant now) {
        if (tidiedAt.equals(Instant.MIN) || Duration.between(tidiedAt, now).compareTo(Duration.ofDays(1)) > 0) {
            tidiedAt = now;
            offers.forget(now.minus(KEPT));
        }
    }

    private void wakeUntilDone() {
        try {
            while (!wanted.isEmpty()) {
                Set<String> servers = new HashSet<>(wanted);
                wanted.removeAll(servers);
                wake(servers);
            }
        } catch (DatabaseAwayException told) {
            LOG.debug("Servers that are called cannot be started now", told);
        } catch (RuntimeException databaseAway) {
            LOG.warnf("Servers that are called cannot be started now: %s", databaseAway.getMessage());
        } finally {
            waking.set(false);
        }
    }

    /** As many as there is room for; whoever waits for another one asks again. */
    private void wake(Set<String> servers) {
        Instant now = clock.instant();
        Instant failedBefore = now.minus(PAUSE_AFTER_FAILURE);
        WarmRoom room = new WarmRoom(fleet.released(), servers, failedBefore, config.warmMax());
        // Only this host's calls are known here: on another one a place becomes free by itself.
        String here = cluster.localHost();
        int wanting = room.wanting(here);
        if (wanting > 0 && lease == null) {
            // Only who watches them knows which of the others can go.
            servers.forEach(server -> tellOthers(WANTED, server));
        } else if (wanting > 0) {
            room.vacated(here, makeRoom(now, wanting, room.asleep()));
        }
        List<String> woken = room.fitting();
        if (!woken.isEmpty()) {
            fleet.wake(woken, failedBefore);
        }
    }

    private int makeRoom(Instant now, int places, Set<String> needed) {
        synchronized (watching) {
            List<Instance> leaving = awake.evictable(now, places, needed, this::stillIdle);
            Lease held = lease;
            int left = held == null ? 0 : fleet.sleep(leaving, "another server needed its place", held);
            awake.forget(leaving);
            return left;
        }
    }

    /** Asked again just before it sleeps: calls come at any moment. */
    private boolean stillIdle(Awake.Use use) {
        return use.stillIdle(calls(use.instance()));
    }

    private Traffic.Calls calls(Instance instance) {
        return traffic.at(stdio.counted(instance));
    }

    private static boolean isAwake(Instance instance) {
        return instance.onDemand()
                && instance.desired() == Desired.RUNNING
                && instance.beside() == null
                && (instance.state() == InstanceState.HEALTHY || instance.state() == InstanceState.UNHEALTHY);
    }
}
