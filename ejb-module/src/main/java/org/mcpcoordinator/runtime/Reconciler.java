package org.mcpcoordinator.runtime;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.Repairs;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.outbound.Doors;

/** The desk of reconcilers: one for each host whose agent this node reaches, its own first. */
@ApplicationScoped
public class Reconciler {
    /** Channel of nodes whose host's agent is reached at a place that the table has not told before. */
    static final String HOSTS = "hosts";

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    RuntimeConfig config = RuntimeConfig.fromSettings();

    @Inject
    Fleet fleet;

    @Inject
    Cluster cluster;

    @Inject
    Leases leases;

    @Inject
    Secrets secrets;

    @Inject
    Definitions definitions;

    @Inject
    Causes causes;

    @Inject
    Traffic traffic;

    @Inject
    Drifts drifts;

    @Inject
    Repairs repairs;

    @Inject
    StdioBridge stdio;

    @Inject
    Clock clock;

    @Inject
    Event<ListsChanged> lists;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedScheduledExecutorService scheduler;

    @Inject
    Announcements announcements;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedThreadFactory threads;

    Doors doors = Doors.ofProcess();

    private final Map<String, Afar> others = new ConcurrentHashMap<>();
    private final AtomicBoolean beating = new AtomicBoolean();
    private volatile boolean hostsDue = true;
    private volatile boolean ended;
    private String toldPlace = "";

    @SuppressWarnings("NullAway.Init")
    private HostReconciler own;

    /**
     * A host that this node is not on.
     *
     * @param place where its agent is reached
     */
    private record Afar(String place, HostReconciler reconciler, AtomicBoolean beating) {
        /** Aside: one that was cut off is waited for, and no other's lease is to run out meanwhile. */
        void beat(Executor aside, boolean manned) {
            if (beating.compareAndSet(false, true)) {
                aside.execute(() -> {
                    try {
                        reconciler.beatFromAfar(manned);
                    } catch (DatabaseAwayException told) {
                        LOG.debug("Other hosts are looked at when it is back", told);
                    } catch (RuntimeException failed) {
                        LOG.warnf("Another host could not be looked at: %s", failed.getMessage());
                    } finally {
                        beating.set(false);
                    }
                });
            }
        }
    }

    /** The link to the own host's agent, made once; whoever runs it calls {@link #begin} first. */
    AgentLink begin() {
        String host = cluster.localHost();
        stdio.begin(host);
        AgentStarter starter = new AgentStarter(
                config, host, () -> Reconciler.class.getResourceAsStream("/server-host.jar"), OwnDoor.fromSettings());
        own = new HostReconciler(this, host, () -> AgentConnection.open(config.socket()), starter);
        return own.link();
    }

    /** Lets go of all agents, which go on. */
    void end() {
        ended = true;
        own.link().stop();
        others.values().forEach(afar -> afar.reconciler().link().stop());
    }

    /** The reconciler of a host; empty if its agent is not reached from here. */
    Optional<HostReconciler> of(String host) {
        if (host.equals(cluster.localHost())) {
            return Optional.of(own);
        }
        return Optional.ofNullable(others.get(host)).map(Afar::reconciler);
    }

    /** What all agents that are reached say of their servers. */
    List<AgentSight> sights() {
        return all().map(HostReconciler::sight).toList();
    }

    /** The link to the own host's agent. */
    AgentLink link() {
        return own.link();
    }

    /** Under which epoch this node looks after its own host; 0 if it does not: of several on one machine, one does. */
    long epochOfOwnHost() {
        return own.epoch();
    }

    /** The link to the agent of a host. */
    AgentLink link(String host) throws IOException {
        return of(host).orElseThrow(
                        () -> new IOException("the agent of host " + host + " is not reached from this node"))
                .link();
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        all().forEach(each -> each.moved(moved));
    }

    /** Another fleet is in the place of the one there was. Or another node has given hosts back, or tells of one. */
    void on(@Observes Announced announced) {
        if (announced.concerns(Announced.RESTORED)) {
            hostsDue = true;
        }
        if (announced.channel().equals(Announced.RESTORED)) {
            all().forEach(HostReconciler::beginAnew);
        } else if (announced.channel().equals(Leases.FREE)) {
            Stream.ofNullable(own).forEach(HostReconciler::leaseIsFree);
            beatOthers();
        } else if (announced.channel().equals(HOSTS)) {
            hostsDue = true;
            beatOthers();
        }
    }

    /** What differs now, as far as was found. */
    List<Drift> drift() {
        return all().flatMap(each -> each.drift().stream()).toList();
    }

    /** Keeps the leases, and shows that the agents live; every 5 s. */
    void beat() {
        try {
            own.beat();
            tellPlace();
        } finally {
            // Also while the database is away: an agent that hears nothing for long is connected to anew, for nothing.
            beatOthers();
        }
    }

    /** Asks for a comparison of everything, soon. */
    void look() {
        all().forEach(HostReconciler::look);
    }

    private Stream<HostReconciler> all() {
        // Events come before there is anything to look at.
        return Stream.concat(Stream.ofNullable(own), others.values().stream().map(Afar::reconciler));
    }

    /** Where the own agent is reached is in the table now: the others look there. */
    private void tellPlace() {
        String place = own.place();
        if (!place.equals(toldPlace)) {
            announcements.tellOthers(HOSTS, cluster.localHost());
            toldPlace = place;
        }
    }

    /** Aside, and only where there are others: who they are is read when somebody tells of one. */
    private void beatOthers() {
        if ((hostsDue || !others.isEmpty()) && !ended && beating.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    beatOthersNow();
                } catch (DatabaseAwayException told) {
                    LOG.debug("Other hosts are looked at when it is back", told);
                } catch (RuntimeException failed) {
                    LOG.warnf("Other hosts could not be looked at: %s", failed.getMessage());
                } finally {
                    beating.set(false);
                }
            });
        }
    }

    private void beatOthersNow() {
        if (hostsDue) {
            hostsDue = false;
            try {
                findHosts();
            } catch (RuntimeException databaseAway) {
                hostsDue = true;
                throw databaseAway;
            }
        }
        if (others.isEmpty()) {
            return;
        }
        Set<String> manned = cluster.nodes().stream()
                .filter(node -> node.state().lives())
                .map(Node::host)
                .collect(Collectors.toSet());
        others.forEach((host, afar) -> afar.beat(executor, manned.contains(host)));
    }

    private void findHosts() {
        Map<String, String> places = new HashMap<>();
        for (Host host : cluster.hosts()) {
            String place = host.address();
            if (place != null && !host.name().equals(cluster.localHost())) {
                places.put(host.name(), place);
            }
        }
        others.forEach((host, afar) -> {
            if (!afar.place().equals(places.get(host))) {
                others.remove(host);
                doors.forget(host);
                afar.reconciler().leave();
                afar.reconciler().link().stop();
            }
        });
        places.forEach((host, place) -> {
            doors.lead(host, place);
            others.computeIfAbsent(host, fresh -> reach(fresh, place));
        });
    }

    /** One thread for each host: an agent speaks when something changes, and only who reads hears it at once. */
    private Afar reach(String host, String place) {
        HostReconciler afar = new HostReconciler(this, host, () -> AgentConnection.open(host, doors), null);
        Thread thread = threads.newThread(afar.link());
        thread.setName("coordinator-agent-link-" + host);
        thread.start();
        if (ended) {
            afar.link().stop();
        }
        return new Afar(place, afar, new AtomicBoolean());
    }
}
