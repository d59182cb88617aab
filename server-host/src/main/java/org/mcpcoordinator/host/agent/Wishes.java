package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All servers this agent knows of and what is wished for them, as last told; kept on disk. Lives on the keeper's thread. */
final class Wishes {
    private final AgentSettings settings;
    private final KeeperThread thread;
    private final Map<ServerKey, KeptServer> servers = new LinkedHashMap<>();
    private long epoch;
    private boolean saveAsked;

    Wishes(AgentSettings settings, KeeperThread thread) {
        this.settings = settings;
        this.thread = thread;
    }

    /** Takes up what the last agent was told and had started. */
    void recall(Desired desired, Map<ServerKey, Start> starts) {
        epoch = desired.epoch();
        for (Desired.Wish wish : desired.wishes()) {
            KeptServer server = new KeptServer(wish.order(), settings.retries());
            servers.put(server.key, server);
            if (wish.verdict() != null) {
                server.verdict = wish.verdict();
                server.version = wish.order().version();
                server.phase = KeptServer.Phase.GIVEN_UP;
            }
        }
        starts.forEach((key, start) -> {
            KeptServer server = servers.get(key);
            if (server != null) {
                server.lastStart = start;
                server.attempt = start.generation() == server.order.generation() ? start.attempt() : 0;
                server.again = start.boot().equals(settings.bootId()) ? "agent-restart" : "reboot";
            }
        });
    }

    /**
     * Puts orders in the place of older ones and keeps them on disk; the servers they touch are to be converged.
     *
     * @param full true if servers not mentioned are to be stopped and forgotten
     * @param refused takes the keys of orders older than the known one
     */
    List<KeptServer> merge(long newEpoch, List<Keeper.Sent> orders, boolean full, Map<ServerKey, String> refused) {
        if (newEpoch < epoch) {
            throw new Keeper.Refusal("STALE_EPOCH", "epoch " + newEpoch + " is older than " + epoch);
        }
        epoch = newEpoch;
        if (full) {
            servers.values().forEach(server -> server.mentioned = false);
        }
        List<KeptServer> touched = new ArrayList<>();
        for (Keeper.Sent sent : orders) {
            KeptServer server = servers.computeIfAbsent(
                    sent.order().key(), key -> new KeptServer(sent.order(), settings.retries()));
            server.mentioned = true;
            if (sent.order().version().compareTo(server.order.version()) < 0 && !server.rests()) {
                refused.put(server.key, "OLDER_GENERATION");
            } else {
                server.take(sent.order());
                server.know(sent.secrets());
                touched.add(server);
            }
        }
        if (full) {
            servers.values().stream().filter(server -> !server.mentioned).forEach(server -> {
                server.order = stopped(server.order);
                touched.add(server);
            });
        }
        save();
        return touched;
    }

    /** The server of that start; if it is nobody's wish, it is taken in to be stopped and forgotten. */
    KeptServer of(Start start, int port) {
        return servers.computeIfAbsent(start.key(), key -> nobodys(settings.retries(), start, port));
    }

    @Nullable
    KeptServer get(ServerKey key) {
        return servers.get(key);
    }

    Optional<KeptServer> find(ServerKey key) {
        return Optional.ofNullable(servers.get(key));
    }

    Collection<KeptServer> all() {
        return servers.values();
    }

    long epoch() {
        return epoch;
    }

    void forget(ServerKey key) {
        servers.remove(key);
        saveSoon();
    }

    void saveSoon() {
        if (!saveAsked) {
            saveAsked = true;
            thread.after(Duration.ofMillis(200), this::save);
        }
    }

    private void save() {
        saveAsked = false;
        List<Desired.Wish> wishes = servers.values().stream()
                .map(server -> new Desired.Wish(server.order, server.verdict))
                .toList();
        try {
            Desired.save(settings.desired(), epoch, wishes);
        } catch (IOException failure) {
            throw new UncheckedIOException("desired.json cannot be written", failure);
        }
    }

    private static KeptServer nobodys(Retry.Rules rules, Start start, int port) {
        KeptServer server = new KeptServer(
                new Order(
                        start.server(),
                        start.replica(),
                        start.side(),
                        start.generation(),
                        start.restarts(),
                        "",
                        port,
                        false,
                        0,
                        "",
                        false,
                        null,
                        0,
                        null),
                rules);
        server.mentioned = false;
        return server;
    }

    private static Order stopped(Order order) {
        return new Order(
                order.server(),
                order.replica(),
                order.side(),
                order.generation(),
                order.restarts(),
                order.category(),
                order.port(),
                false,
                order.revision(),
                order.cause(),
                order.exposed(),
                null,
                0,
                null);
    }
}
