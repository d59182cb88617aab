package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.era.ClientSession;

/**
 * The sessions of legacy clients with all servers. Each is its caller's alone. One that has not been used for an hour has ended,
 * and so has a caller's oldest where it opens more than it may have.
 */
public final class FrontSessions {
    static final int MOST_EACH = 1_000;
    private static final long IDLE = Duration.ofHours(1).toNanos();
    private static final long SWEEP = Duration.ofMinutes(1).toNanos();

    private final Map<String, FrontSession> sessions = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;
    private final Consumer<FrontSession> ended;
    private final LongSupplier nanos;

    /**
     * None yet.
     *
     * @param ended hears of each that has ended, for whatever reason
     * @param nanos the time, in nanoseconds
     */
    public FrontSessions(Consumer<FrontSession> ended, LongSupplier nanos) {
        this.ended = ended;
        this.nanos = nanos;
        this.sweptAt = new AtomicLong(nanos.getAsLong());
    }

    /**
     * Opens one for the caller at that address.
     *
     * @param capabilities by which it can be asked something
     * @param clientInfo how it calls itself
     */
    public FrontSession open(
            String caller, String scope, Revision revision, ObjectNode capabilities, ObjectNode clientInfo) {
        sweep();
        String id = "fleet-" + UUID.randomUUID();
        ClientSession talk = ClientSession.withMany(id, caller, capabilities, clientInfo, revision);
        FrontSession session = new FrontSession(talk, id, caller, scope, revision, nanos.getAsLong());
        sessions.put(session.id(), session);
        if (count(caller).incrementAndGet() > MOST_EACH) {
            sessions.values().stream()
                    .filter(each -> each.owner().equals(caller) && !each.id().equals(session.id()))
                    .min(Comparator.comparingLong(FrontSession::usedAt))
                    .ifPresent(this::end);
        }
        return session;
    }

    /** The caller's session of that id; null if there is none, or it is not theirs. */
    public @Nullable FrontSession find(String id, String caller, String scope) {
        sweep();
        FrontSession session = sessions.get(id);
        if (session == null || !session.is(caller, scope)) {
            return null;
        }
        session.use(nanos.getAsLong());
        return session;
    }

    /** It is over. */
    public void end(FrontSession session) {
        if (sessions.remove(session.id(), session)) {
            count(session.owner()).decrementAndGet();
            ended.accept(session);
        }
    }

    /** How many there are. */
    public int size() {
        return sessions.size();
    }

    private AtomicLong count(String caller) {
        return counts.computeIfAbsent(caller, name -> new AtomicLong());
    }

    /** Looks for those nobody uses, once a minute, whoever comes. */
    private void sweep() {
        long now = nanos.getAsLong();
        long before = sweptAt.get();
        if (now - before > SWEEP && sweptAt.compareAndSet(before, now)) {
            sessions.values().stream()
                    .filter(session -> session.isIdle(now, IDLE))
                    .forEach(this::end);
        }
    }
}
