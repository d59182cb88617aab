package org.mcpcoordinator.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * API tokens in memory, for the door: one look-up, no lock, no database. What this node changes is in it when the
 * change has committed; what others change arrives by announcement. While the database is away it stays as it was.
 */
@ApplicationScoped
public class TokenBook {
    private static final Logger LOG = Logger.getLogger(TokenBook.class);

    @Inject
    TokenStore store;

    @Inject
    Clock clock;

    private volatile Map<Digest, Entry> entries = Map.of();

    /** What the door needs to know of a token. */
    record Entry(Caller caller, @Nullable Instant expiresAt) {
        static Entry of(Token token) {
            return new Entry(
                    new Caller(token.name(), token.role(), "bearer", Sight.of(token.scope())), token.expiresAt());
        }
    }

    /**
     * Gives this very object: what is asked on every call does not go through the container's proxy each time. A method
     * that returned the object itself would give the proxy again: Weld sees to that.
     */
    public Supplier<TokenBook> itself() {
        return () -> this;
    }

    /**
     * The caller a token belongs to; empty if it is unknown, revoked or expired.
     *
     * @param sha256 digest of the token's text, 32 bytes
     */
    public Optional<Caller> find(byte[] sha256) {
        Entry entry = entries.get(Digest.of(sha256));
        if (entry == null || (entry.expiresAt != null && !clock.instant().isBefore(entry.expiresAt))) {
            return Optional.empty();
        }
        return Optional.of(entry.caller);
    }

    /** True if there is a token of that name which has not been revoked. */
    public boolean isKnown(String name) {
        return entries.values().stream().anyMatch(entry -> entry.caller().name().equals(name));
    }

    /** Reads all tokens again, in one query; keeps the old book if the database is away. */
    public synchronized void reload() {
        try {
            Map<Digest, Entry> read = new HashMap<>();
            store.list().forEach(row -> read.put(Digest.of(row.sha256()), Entry.of(row.toToken())));
            entries = Map.copyOf(read);
        } catch (RuntimeException databaseAway) {
            LOG.warnf(databaseAway, "Tokens cannot be read; the %d known ones stay", entries.size());
        }
    }

    synchronized void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TokensChanged change) {
        Map<Digest, Entry> next = new HashMap<>(entries);
        if (change.entry() == null) {
            next.remove(change.digest());
        } else {
            next.put(change.digest(), change.entry());
        }
        entries = Map.copyOf(next);
    }
}
