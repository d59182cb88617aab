package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What one definition was measured to take. */
@Entity
@Table(name = "measured")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class MeasuredRow {
    @Id
    @Column(name = "definition_hash")
    String definitionHash;

    String program;

    @Column(name = "start_millis")
    long startMillis;

    @Column(name = "pss_kb")
    long pssKb;

    @Column(name = "measured_at")
    Instant measuredAt;

    MeasuredRow() {}
}
