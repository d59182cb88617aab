package org.mcpcoordinator.web.door;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.User;

/**
 * Ends sessions whose account has changed since: another password or role, or no login any more. Looks at an account
 * every 10 s at most; names that are no account of ours come from a directory and are its business.
 */
final class Accounts {
    private static final Logger LOG = Logger.getLogger(Accounts.class);
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Function<String, Optional<User>> desk;
    private final LongSupplier ticker;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    Accounts(Function<String, Optional<User>> desk, LongSupplier ticker) {
        this.desk = desk;
        this.ticker = ticker;
    }

    /** True if who signed in then is still signed in. */
    boolean hold(String name, Instant signedInAt) {
        return look(name)
                .map(user -> user.enabled() && !user.changedAt().isAfter(signedInAt))
                .orElse(true);
    }

    /** Accounts have changed. */
    void forget() {
        seen.clear();
    }

    private Optional<User> look(String name) {
        Seen known = seen.get(name);
        long now = ticker.getAsLong();
        if (known != null && now - known.at() < KNOWN_NANOS) {
            return known.user();
        }
        try {
            Optional<User> user = desk.apply(name);
            seen.put(name, new Seen(user, now));
            return user;
        } catch (RuntimeException databaseAway) {
            LOG.debugf(databaseAway, "The account of a session cannot be looked at; it stays as it was");
            return known == null ? Optional.empty() : known.user();
        }
    }

    /**
     * An account as it was found.
     *
     * @param at in nanoseconds of the ticker
     */
    private record Seen(Optional<User> user, long at) {}
}
