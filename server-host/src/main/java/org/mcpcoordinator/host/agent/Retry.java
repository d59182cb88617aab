package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When a server that ended is started again. What had served is started at once, the first time. A restart keeps the port:
 * twice in 30 minutes, after 15 s and up to a quarter more. From then on it is a replacement, which the coordinator may
 * give another port: after up to 30 s, 60 s, 120 s and so on to an hour, anywhere within (Nomad's two layers; full jitter
 * is AWS's). Half an hour without an end is forgiven.
 */
final class Retry {
    private final Rules rules;
    private int restarts;
    private @Nullable Instant since;
    private int replaces;

    Retry(Rules rules) {
        this.rules = rules;
    }

    /**
     * The times of retries.
     *
     * @param restart before a restart, and a quarter more at most
     * @param window in which there are {@link #RESTARTS} restarts at most
     * @param replace most before the first replacement; doubles with each
     * @param most longest pause
     */
    record Rules(Duration restart, Duration window, Duration replace, Duration most) {
        static final int RESTARTS = 2;

        static final Rules USUAL =
                new Rules(Duration.ofSeconds(15), Duration.ofMinutes(30), Duration.ofSeconds(30), Duration.ofHours(1));
    }

    /**
     * The next try.
     *
     * @param pause before it
     * @param replace true if another port may help
     */
    record Next(Duration pause, boolean replace) {}

    /**
     * It has ended.
     *
     * @param lived from its start to its end
     * @param served true if it had been listening
     */
    Next ended(Instant now, Duration lived, boolean served) {
        boolean windowOver =
                replaces == 0 && since != null && Duration.between(since, now).compareTo(rules.window()) > 0;
        if (windowOver || lived.compareTo(rules.window()) >= 0) {
            forget();
        }
        boolean first = restarts == 0 && replaces == 0;
        if (restarts < Rules.RESTARTS && replaces == 0) {
            restarts++;
            since = since == null ? now : since;
            return new Next(first && served ? Duration.ZERO : jittered(), false);
        }
        return replacement(now);
    }

    /** It cannot be started where it is; the next try is a replacement. */
    Next replacement(Instant now) {
        since = since == null ? now : since;
        long most = Math.min(rules.most().toMillis(), rules.replace().toMillis() << Math.min(replaces, 30));
        replaces++;
        return new Next(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1)), true);
    }

    /** Another wish: what was before says nothing of it. */
    void forget() {
        restarts = 0;
        replaces = 0;
        since = null;
    }

    /** What the coordinator remembers of earlier agents; counts only if it is more than is known here. */
    void recall(int knownRestarts, int knownReplaces, @Nullable Instant knownSince) {
        if (knownSince != null && (knownRestarts > restarts || knownReplaces > replaces)) {
            restarts = Math.max(restarts, knownRestarts);
            replaces = Math.max(replaces, knownReplaces);
            since = since == null || knownSince.isBefore(since) ? knownSince : since;
        }
    }

    int restarts() {
        return restarts;
    }

    int replaces() {
        return replaces;
    }

    void addTo(ObjectNode status) {
        status.putObject("retry")
                .put("restarts", restarts)
                .put("replaces", replaces)
                .put("since", since == null ? 0 : since.toEpochMilli());
    }

    private Duration jittered() {
        long millis = rules.restart().toMillis();
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }
}
