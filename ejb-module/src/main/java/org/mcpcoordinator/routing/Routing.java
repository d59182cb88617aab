package org.mcpcoordinator.routing;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.health.Callees;
import org.mcpcoordinator.health.ErasMet;
import org.mcpcoordinator.runtime.RemoteTokens;
import org.mcpcoordinator.runtime.StdioBridge;

/**
 * Keeps the newest route table; replaced when instances move, read without a lock by the gateway. A remote server is
 * routed once its headers have been read, which is done aside: events arrive where no transaction can begin.
 */
@ApplicationScoped
public class Routing {
    private static final Logger LOG = Logger.getLogger(Routing.class);

    private final Standing standing = new Standing();
    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile Set<String> retried = Set.of();
    private long newsCount;

    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    @Inject
    Callees callees;

    @Inject
    Traffic traffic;

    @Resource
    @SuppressWarnings("NullAway.Init")
    private ManagedExecutorService managed;

    /**
     * Gives this very object: what is asked on every call does not go through the container's proxy each time. A method
     * that returned the object itself would give the proxy again: Weld sees to that.
     */
    public Supplier<Routing> itself() {
        return () -> this;
    }

    /** The count of calls under way at an address, for whoever sends calls there. */
    public CallCount calls(String endpoint) {
        return new CallCount(traffic.at(endpoint));
    }

    /** The table as it is now. */
    public RouteTable table() {
        return table;
    }

    /** True if whoever runs the server allows calls of its idempotent tools to be sent once more; told within 20 s. */
    public boolean mayRetry(String server) {
        return retried.contains(server);
    }

    /** Reads the whole fleet; what has moved meanwhile is kept. Fails if the database is away. */
    void reload() {
        long before = newsCount();
        List<Instance> all = fleet.released();
        retried = retried(all);
        Map<InstanceKey, Optional<StdioBridge.Address>> addresses = new HashMap<>();
        all.stream()
                .filter(Routing::needsHeaders)
                .forEach(instance -> addresses.put(instance.key(), address(instance)));
        synchronized (standing) {
            all.forEach(instance -> {
                if (addresses.containsKey(instance.key())) {
                    know(instance, newest(instance, addresses.getOrDefault(instance.key(), Optional.empty())));
                } else {
                    standing.know(instance, callees.plain(instance), Map.of());
                }
            });
            if (before == newsCount) {
                standing.keepOnly(all.stream().map(Instance::key).toList());
            }
            table = standing.table();
        }
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        take(moved, managed);
    }

    /** A restore has put another fleet here, or what other nodes told may have been missed. */
    void on(@Observes Announced announced) {
        if (announced.concerns(Announced.RESTORED)) {
            reloadSoon();
        }
    }

    /** A probe has found out which eras a server speaks. */
    void on(@Observes ErasMet met) {
        synchronized (standing) {
            if (standing.met(met)) {
                table = standing.table();
            }
        }
    }

    /** Which eras all servers speak that have been asked what they offer; in the place of what was told before. */
    public void offered(Collection<ErasOffered> offers) {
        synchronized (standing) {
            if (standing.offered(offers)) {
                table = standing.table();
            }
        }
    }

    /** Servers that are bridged are called elsewhere now, or with another secret. */
    void on(@Observes StdioBridge.BridgeMoved bridge) {
        reloadSoon();
    }

    /** A remote server is called with another token now. */
    void on(@Observes RemoteTokens.TokenChanged token) {
        reloadSoon();
    }

    /** Only where all copies have a definition that says so. */
    private Set<String> retried(List<Instance> all) {
        Set<Catalog.Place> willing =
                catalog.retried(all.stream().map(Instance::revision).collect(Collectors.toSet()));
        Map<String, Boolean> servers = all.stream()
                .collect(Collectors.toMap(
                        instance -> instance.key().server(),
                        instance -> willing.contains(new Catalog.Place(
                                instance.revision(), instance.key().server())),
                        Boolean::logicalAnd));
        return servers.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void reloadSoon() {
        managed.execute(() -> {
            try {
                reload();
            } catch (DatabaseAwayException told) {
                LOG.debug("The fleet is routed anew with the next reading", told);
            } catch (RuntimeException databaseAway) {
                LOG.warnf("The fleet is routed anew with the next reading: %s", databaseAway.getMessage());
            }
        });
    }

    /** Takes the news in; {@code aside} runs what needs the database. */
    void take(InstanceMoved moved, Executor aside) {
        List<Instance> remote = new ArrayList<>();
        synchronized (standing) {
            newsCount++;
            for (InstanceMoved.Move move : moved.moves()) {
                Instance after = move.after();
                if (after == null) {
                    standing.forget(move.any().key());
                } else if (needsHeaders(after)) {
                    remote.add(after);
                } else {
                    standing.know(after, callees.plain(after), Map.of());
                }
            }
            table = standing.table();
        }
        if (!remote.isEmpty()) {
            aside.execute(() -> routeRemote(remote));
        }
    }

    private void routeRemote(List<Instance> remote) {
        for (Instance instance : remote) {
            try {
                Optional<StdioBridge.Address> address = address(instance);
                synchronized (standing) {
                    know(instance, newest(instance, address));
                    table = standing.table();
                }
            } catch (RuntimeException databaseAway) {
                LOG.warnf(
                        "%s is routed with the next reading of the fleet: %s",
                        instance.key(), databaseAway.getMessage());
            }
        }
    }

    /**
     * Where one that is bridged is called is asked again with the lock held, for it is only in memory: two readings of
     * the fleet may run at once, and the one that ends last must not put an old secret back.
     */
    private Optional<StdioBridge.Address> newest(Instance instance, Optional<StdioBridge.Address> read) {
        return instance.speaksStdio() ? address(instance) : read.map(address -> callees.newest(instance, address));
    }

    private void know(Instance instance, Optional<StdioBridge.Address> address) {
        standing.know(
                instance,
                address.map(StdioBridge.Address::uri).orElse(null),
                address.map(StdioBridge.Address::headers).orElse(Map.of()));
    }

    /** Empty for one that must not be called. */
    private Optional<StdioBridge.Address> address(Instance instance) {
        try {
            return Optional.of(callees.address(instance));
        } catch (Callees.UncallableException uncallable) {
            LOG.warnf("%s is not routed: %s", instance.key(), uncallable.getMessage());
            return Optional.empty();
        }
    }

    /** Only remote servers, which take no port, and those that are bridged have headers of their own. */
    private static boolean needsHeaders(Instance instance) {
        return (instance.port() == 0 || instance.isBridged()) && instance.routable();
    }

    private long newsCount() {
        synchronized (standing) {
            return newsCount;
        }
    }
}
