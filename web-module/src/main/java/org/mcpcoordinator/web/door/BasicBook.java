package org.mcpcoordinator.web.door;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mcpcoordinator.access.Caller;

/**
 * Basic credentials. A password is checked once and then known for 60 s by a digest keyed anew at each start, since a
 * check is slow on purpose (some 50 ms) and Basic repeats it with every request. Requests that arrive while their
 * password is being checked share the outcome. Wrong ones are not remembered here.
 */
final class BasicBook {
    private static final long KNOWN_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST = 1_000;
    private static final int LONGEST = 2_048;
    private static final String SCHEME = "Basic ";

    private final Logins logins;
    private final LongSupplier ticker;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Known> known = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, CompletableFuture<Optional<Caller>>> asking = new ConcurrentHashMap<>();

    BasicBook(Logins logins, LongSupplier ticker) {
        this.logins = logins;
        this.ticker = ticker;
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    static boolean isBasic(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The caller, if these credentials were right within the last 60 s. */
    Optional<Caller> known(String authorization) {
        if (authorization.length() > LONGEST) {
            return Optional.empty();
        }
        Known entry = known.get(digest(authorization));
        return entry == null || ticker.getAsLong() - entry.until() > 0 ? Optional.empty() : Optional.of(entry.caller());
    }

    /**
     * The caller, if the credentials are right; fails as {@link Logins#check} does.
     *
     * @param worker checks the password
     */
    CompletionStage<Optional<Caller>> check(String authorization, String address, Executor worker) {
        Optional<String[]> pair = authorization.length() > LONGEST ? Optional.empty() : parse(authorization);
        if (pair.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        // Together with the address: at another one the same credentials have tries of their own.
        ByteBuffer question = digest(address + ' ' + authorization);
        CompletableFuture<Optional<Caller>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Caller>> others = asking.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        worker.execute(() -> {
            try {
                Optional<Caller> caller = logins.check(pair.get()[0], pair.get()[1], address, "basic");
                caller.ifPresent(right -> remember(digest(authorization), right));
                asking.remove(question);
                mine.complete(caller);
            } catch (RuntimeException refused) {
                asking.remove(question);
                mine.completeExceptionally(refused);
            }
        });
        return mine;
    }

    /** Forgets all: passwords or roles have changed. */
    void forget() {
        known.clear();
    }

    private void remember(ByteBuffer digest, Caller caller) {
        if (known.size() >= MOST) {
            long now = ticker.getAsLong();
            known.values().removeIf(entry -> now - entry.until() > 0);
            Iterator<ByteBuffer> any = known.keySet().iterator();
            while (known.size() >= MOST && any.hasNext()) {
                any.next();
                any.remove();
            }
        }
        known.put(digest, new Known(caller, ticker.getAsLong() + KNOWN_NANOS));
    }

    private static Optional<String[]> parse(String authorization) {
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .toString();
            int colon = text.indexOf(':');
            return colon <= 0
                    ? Optional.empty()
                    : Optional.of(new String[] {text.substring(0, colon), text.substring(colon + 1)});
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private ByteBuffer digest(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java has HmacSHA256", absent);
        }
    }

    /**
     * Credentials that were right.
     *
     * @param until in nanoseconds of the ticker
     */
    private record Known(Caller caller, long until) {}
}
