package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Something that happened to a rollout; inserted by {@link VerdictStore}, never changed. */
@Entity
@Table(name = "rollout_event")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class EventRow {
    @Id
    long id;

    @Column(name = "rollout_id")
    long rolloutId;

    Instant at;

    @Enumerated(EnumType.STRING)
    RolloutEvent.Kind kind;

    int phase;
    int batch;
    String name;
    String verdict;
    double value;
    double bound;
    String detail;

    EventRow() {}

    RolloutEvent event() {
        return new RolloutEvent(at, kind, phase, batch, name, verdict, value, bound, detail);
    }
}
