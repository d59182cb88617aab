package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row of a rollout. Detached once read under its lock: changes are made here by verbs and written by
 * {@link RolloutStore}, guarded by epoch and execution.
 */
@Entity
@Table(name = "rollout")
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class RolloutRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    String fleet;
    long revision;

    @Enumerated(EnumType.STRING)
    RolloutState state;

    String reason;
    String detail;
    String profile;
    String terms;
    int phase;
    int batch;
    int planned;
    int wished;
    int healthy;
    int failed;

    @Column(name = "progress_at")
    Instant progressAt;

    @Column(name = "progress_seconds")
    int progressSeconds;

    @Column(name = "steady_since")
    @Nullable
    Instant steadySince;

    @Column(name = "job_instance")
    long jobInstance;

    long execution;
    long epoch;
    boolean waived;

    @Column(name = "rollback_revision")
    long rollbackRevision;

    int rollbacks;

    /** Which plan it follows, and what was there before; written once. */
    @Column(updatable = false)
    String plan = "";

    @Column(name = "base_revision", updatable = false)
    long baseRevision;

    @Column(updatable = false)
    String intent = "";

    @Column(updatable = false)
    String summary = "";

    @Column(name = "started_by")
    String startedBy;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "acknowledged_by")
    String acknowledgedBy = "";

    @Column(name = "acknowledged_at")
    @Nullable
    Instant acknowledgedAt;

    RolloutRow() {}

    Terms terms() {
        return Terms.read(terms, profile);
    }

    /** True once it goes back, or has gone back, to a stable revision. */
    boolean back() {
        return rollbackRevision != 0;
    }

    /** The revision its servers are to be of. */
    long aim() {
        return back() ? rollbackRevision : revision;
    }

    /** Goes on, or begins: the progress deadline starts afresh. */
    void run(Instant now) {
        state = back() ? RolloutState.ROLLING_BACK : RolloutState.RUNNING;
        reason = "";
        detail = "";
        rearm(now);
    }

    void rearm(Instant now) {
        progressAt = now;
        steadySince = null;
    }

    /** Takes the number of healthy servers; only more than ever before is progress. */
    void count(int healthyNow, int failedNow, Instant now) {
        failed = failedNow;
        if (healthyNow > healthy) {
            healthy = healthyNow;
            progressAt = now;
        }
    }

    /** Keeps the time since which the conditions hold; gives how long that is. */
    Duration steady(boolean holds, Instant now) {
        if (!holds) {
            steadySince = null;
            return Duration.ZERO;
        }
        if (steadySince == null) {
            steadySince = now;
        }
        return Duration.between(steadySince, now);
    }

    void nextPhase(Instant now) {
        phase++;
        batch = 0;
        waived = false;
        rearm(now);
    }

    void nextBatch(Instant now) {
        batch++;
        waived = false;
        rearm(now);
    }

    /** Stands still until a person decides. */
    void stand(RolloutState how, String why, String sentence) {
        state = how;
        reason = why;
        detail = sentence;
        steadySince = null;
    }

    void end(RolloutState how, String why, String sentence, Instant now) {
        state = how;
        reason = why;
        detail = sentence;
        endedAt = now;
        steadySince = null;
    }

    /** Once more from the beginning: what was wished already is recognised and left alone. */
    void reopen(Instant now) {
        begin(0, now);
        run(now);
    }

    /** From here on it is about the way back. */
    void turnRound(int backPhase, int servers, Instant now) {
        begin(backPhase, now);
        state = RolloutState.ROLLING_BACK;
        planned = servers;
    }

    private void begin(int first, Instant now) {
        endedAt = null;
        acknowledgedBy = "";
        acknowledgedAt = null;
        phase = first;
        batch = 0;
        wished = 0;
        healthy = 0;
        failed = 0;
        waived = false;
        execution = 0;
        rearm(now);
    }
}
