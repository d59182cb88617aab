package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The desk of answers that are given again: a caller names a request by a key of its own, and whatever happens on the way
 * the request has one effect and one answer, which is kept for 24 h (draft-ietf-httpapi-idempotency-key-header). Answers
 * are sealed as secrets are, because one of them is a token.
 */
@Stateless
@PermitAll
public class Answers {
    /** How long an answer is kept. */
    public static final Duration LIFE = Duration.ofHours(24);

    /** A request that has not answered for this long never will: whoever carried it out is gone. */
    static final Duration LONGEST_WORK = Duration.ofMinutes(2);

    @Inject
    AnswerStore store;

    @Inject
    Seal seal;

    @Inject
    Clock clock;

    /** What became of a request that named itself. */
    public sealed interface Turn {}

    /** It is the first of its key: carry it out, then {@link #keep} its answer, or {@link #forget} it. */
    public record First(String claim) implements Turn {
        public First {
            Objects.requireNonNull(claim);
        }
    }

    /**
     * It was carried out already.
     *
     * @param media type of the body; empty for none
     */
    public record Again(int status, String media, String body) implements Turn {
        public Again {
            Objects.requireNonNull(media);
            Objects.requireNonNull(body);
        }

        /** The body may hold a token. */
        @Override
        public String toString() {
            return "Again[" + status + "]";
        }
    }

    /** It is being carried out right now, elsewhere. */
    public record Underway() implements Turn {}

    /** The key belongs to another request. */
    public record Another() implements Turn {}

    /**
     * Takes a request's turn. Of many at once exactly one is the first.
     *
     * @param caller who asks; keys of others are none of its business
     * @param key 1 to 200 characters
     * @param request method, address and body; only a keyed digest of it is stored
     */
    public Turn take(String caller, String key, byte[] request) {
        Instant now = clock.instant();
        String digest = seal.digest(request);
        String claim = UUID.randomUUID().toString();
        if (store.claim(
                new AnswerStore.Claim(caller, key, digest, claim), now, now.minus(LIFE), now.minus(LONGEST_WORK))) {
            return new First(claim);
        }
        Optional<AnswerStore.Kept> found = store.find(caller, key);
        if (found.isEmpty()) {
            return new Underway();
        }
        AnswerStore.Kept kept = found.get();
        if (!kept.digest().equals(digest)) {
            return new Another();
        }
        return kept.status() == 0
                ? new Underway()
                : new Again(
                        kept.status(),
                        kept.media(),
                        seal.open(name(caller, key), HexFormat.of().parseHex(kept.sealed())));
    }

    /** Keeps the answer of the request that was the first; does nothing if another has taken its place. */
    public void keep(String caller, String key, String claim, Again answer) {
        store.keep(caller, key, claim, answer.status(), answer.media(), seal.close(name(caller, key), answer.body()));
    }

    /** Nothing came of it: the next request with the key is the first again. */
    public void forget(String caller, String key, String claim) {
        store.forget(caller, key, claim);
    }

    /** Forgets what has been kept long enough. */
    public void purge() {
        store.purge(clock.instant().minus(LIFE));
    }

    private static String name(String caller, String key) {
        return "answer " + caller + " " + key;
    }
}
