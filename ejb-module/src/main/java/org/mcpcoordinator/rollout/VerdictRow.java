package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** The newest verdict of one check of one phase. */
@Entity
@Table(name = "gate_verdict")
@IdClass(VerdictRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class VerdictRow {
    /** The primary key, as JPA wants it. */
    record Key(long rolloutId, int phase, String name) {}

    @Id
    @Column(name = "rollout_id")
    long rolloutId;

    @Id
    int phase;

    @Id
    String name;

    @Enumerated(EnumType.STRING)
    Verdict verdict;

    double value;
    double bound;
    String evidence;
    int errors;
    Instant at;

    VerdictRow() {}

    static VerdictRow of(long rollout, int phase, Gates.Check check, int errors, Instant at) {
        VerdictRow row = new VerdictRow();
        row.rolloutId = rollout;
        row.phase = phase;
        row.name = check.name();
        row.verdict = check.verdict();
        row.value = check.value();
        row.bound = check.limit();
        row.evidence = check.evidence();
        row.errors = errors;
        row.at = at;
        return row;
    }

    Rollout.Gate gate() {
        return new Rollout.Gate(name, verdict.name(), value, bound, evidence, at);
    }
}
