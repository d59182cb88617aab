package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A plan as it is kept; {@code content} is the plan itself, as JSON. */
@Entity
@Table(name = "plan")
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class PlanRow {
    @Id
    String id;

    String fleet;

    @Column(name = "base_revision")
    long baseRevision;

    String fingerprint;
    String document;
    String content;
    String secrets;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    PlanRow() {}
}
