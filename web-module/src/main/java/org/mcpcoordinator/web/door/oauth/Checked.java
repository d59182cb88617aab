package org.mcpcoordinator.web.door.oauth;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Tokens that were checked, by the SHA-256 of their text, until they are over: ten minutes at most, so that a key that is
 * withdrawn counts. Requests that arrive while theirs is being checked share the outcome. Bad ones are not remembered.
 */
final class Checked {
    private static final long KNOWN_SECONDS = 600;
    private static final int MOST = 10_000;
    private static final int MOST_AT_ONCE = 8;

    private final Function<String, Optional<Verified>> check;
    private final Clock clock;
    private final Map<ByteBuffer, Verified> good = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, CompletableFuture<Optional<Verified>>> asking = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Checked(Function<String, Optional<Verified>> check, Clock clock) {
        this.check = check;
        this.clock = clock;
    }

    Optional<Verified> known(byte[] digest) {
        Verified found = good.get(ByteBuffer.wrap(digest));
        return found == null || found.until() <= clock.instant().getEpochSecond()
                ? Optional.empty()
                : Optional.of(found);
    }

    /**
     * Checks.
     *
     * @param worker whose thread may be held
     * @return fails with ProblemException if too many are being checked, or as the check does
     */
    CompletionStage<Optional<Verified>> check(String token, byte[] digest, Executor worker) {
        ByteBuffer key = ByteBuffer.wrap(digest);
        CompletableFuture<Optional<Verified>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Verified>> others = asking.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        if (!places.tryAcquire()) {
            asking.remove(key);
            mine.completeExceptionally(new ProblemException(
                    ProblemCode.SERVER_AWAY, "Many tokens are being checked; try again in a moment."));
            return mine;
        }
        worker.execute(() -> {
            try {
                Optional<Verified> outcome = check.apply(token);
                outcome.ifPresent(verified -> remember(key, verified));
                asking.remove(key);
                mine.complete(outcome);
            } catch (RuntimeException refused) {
                asking.remove(key);
                mine.completeExceptionally(refused);
            } finally {
                places.release();
            }
        });
        return mine;
    }

    private void remember(ByteBuffer key, Verified verified) {
        long now = clock.instant().getEpochSecond();
        if (good.size() >= MOST) {
            good.values().removeIf(known -> known.until() <= now);
            Iterator<ByteBuffer> any = good.keySet().iterator();
            while (good.size() >= MOST && any.hasNext()) {
                any.next();
                any.remove();
            }
        }
        good.put(
                key,
                new Verified(verified.caller(), verified.audiences(), Math.min(verified.until(), now + KNOWN_SECONDS)));
    }
}
