package org.mcpcoordinator.fleet;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The columns in which an instance's {@link Tries} are kept. */
@Embeddable
class Retries {
    @Column(name = "retry_restarts")
    int restarts;

    @Column(name = "retry_replaces")
    int replaces;

    @Column(name = "retry_since")
    @Nullable
    Instant since;

    @Column(name = "retry_at")
    @Nullable
    Instant due;

    Retries() {}

    @Nullable
    Tries tries() {
        return since == null ? null : new Tries(restarts, replaces, since, due);
    }

    /** Remembers what the agent says. */
    void keep(Tries tries) {
        restarts = tries.restarts();
        replaces = tries.replaces();
        since = millis(tries.since());
        due = tries.due() == null ? null : millis(tries.due());
    }

    /** It is to be started again, at that moment or at once. */
    void await(@Nullable Instant moment, Instant now) {
        due = moment == null ? null : millis(moment);
        if (since == null) {
            since = now;
        }
    }

    /** Another wish, or a person's: what was tried before says nothing of it. */
    void forget() {
        restarts = 0;
        replaces = 0;
        since = null;
        due = null;
    }

    private static Instant millis(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS);
    }
}
