package org.mcpcoordinator.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Slows down who guesses passwords. Wrong tries are counted for account and address together: ten are free, then each
 * further one doubles the wait, from 1 s to 15 min. The same account from another address is unaffected, so nobody can
 * lock an administrator out from afar. Each node counts for all: wrong tries are rare and slow, so each is told to the others, by a
 * digest of account and address. In memory, bounded: who only began to try wrongly is forgotten
 * before anyone who has to wait.
 */
@ApplicationScoped
public class Tries {
    /** Wrong tries before the first wait. */
    public static final int FREE = 10;

    /** The longest wait. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    /** How long wrong tries are remembered after the last: longer than the longest wait, or waiting would free all. */
    public static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int MOST = 10_000;

    private static final Logger LOG = Logger.getLogger(Tries.class);
    private static final String WRONG = "wrong ";
    private static final String RIGHT = "right ";

    @Inject
    Clock clock;

    @Inject
    Herald herald;

    private final Map<String, Wrong> free = new LinkedHashMap<>();
    private final Map<String, Wrong> waiting = new LinkedHashMap<>();

    /** Directories take a name in any spelling, so that another spelling must not give more tries. */
    private static String key(String account, String address) {
        String both = account.strip().toLowerCase(Locale.ROOT) + "\n" + address;
        return HexFormat.of().formatHex(Digest.ofToken(both).bytes());
    }

    private record Wrong(int tries, Instant last) {
        Instant waitsUntil() {
            int doublings = tries - FREE;
            if (doublings < 0) {
                return last;
            }
            Duration wait = doublings > 10 ? LONGEST : Duration.ofSeconds(1L << doublings);
            return last.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        }

        boolean forgottenAt(Instant now) {
            return !now.isBefore(last.plus(REMEMBERED));
        }
    }

    /** How long this account must wait at this address before its password is looked at again; empty if not at all. */
    public synchronized Optional<Duration> wait(String account, String address) {
        Wrong wrong = waiting.get(key(account, address));
        Instant now = clock.instant();
        if (wrong == null || !now.isBefore(wrong.waitsUntil())) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, wrong.waitsUntil()));
    }

    /** A wrong password was given; do not count tries that were refused because of a wait. */
    public void wrong(String account, String address) {
        String key = key(account, address);
        count(key);
        tellOthers(WRONG + key);
    }

    private synchronized void count(String key) {
        Instant now = clock.instant();
        Wrong before = waiting.containsKey(key) ? waiting.remove(key) : free.remove(key);
        int tries = before == null || before.forgottenAt(now) ? 1 : before.tries + 1;
        Map<String, Wrong> book = tries < FREE ? free : waiting;
        book.put(key, new Wrong(tries, now));
        if (book.size() > MOST) {
            Iterator<String> oldest = book.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The right password was given: earlier wrong tries are forgotten. */
    public void right(String account, String address) {
        String key = key(account, address);
        if (forget(key)) {
            tellOthers(RIGHT + key);
        }
    }

    private synchronized boolean forget(String key) {
        return free.remove(key) != null || waiting.remove(key) != null;
    }

    /** Another node has told what happened there. */
    public void heard(String words) {
        if (words.startsWith(WRONG)) {
            count(words.substring(WRONG.length()));
        } else if (words.startsWith(RIGHT)) {
            forget(words.substring(RIGHT.length()));
        }
    }

    /** Without the database this node counts for itself. */
    private void tellOthers(String words) {
        try {
            herald.tellOthers(Herald.TRIES, words);
        } catch (RuntimeException databaseAway) {
            LOG.debugf("Other nodes are not told of a try: %s", databaseAway.getMessage());
        }
    }
}
