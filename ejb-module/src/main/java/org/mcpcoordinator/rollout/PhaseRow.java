package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** One phase of a rollout. */
@Entity
@Table(name = "rollout_phase")
@IdClass(PhaseRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class PhaseRow {
    /** The primary key, as JPA wants it. */
    record Key(long rolloutId, int position) {}

    @Id
    @Column(name = "rollout_id")
    long rolloutId;

    @Id
    int position;

    String name;
    int target;
    int healthy;

    PhaseRow() {}

    static PhaseRow of(long rollout, int position, String name, int target) {
        PhaseRow row = new PhaseRow();
        row.rolloutId = rollout;
        row.position = position;
        row.name = name;
        row.target = target;
        return row;
    }
}
