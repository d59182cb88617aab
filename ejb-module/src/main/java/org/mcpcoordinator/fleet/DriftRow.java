package org.mcpcoordinator.fleet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row of a difference. */
@Entity
@Table(name = "drift")
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class DriftRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    String host;
    String server;
    int replica;

    @Enumerated(EnumType.STRING)
    DriftKind kind;

    String detail;
    boolean mended;

    @Column(name = "found_at")
    Instant foundAt;

    @Column(name = "healed_at")
    @Nullable
    Instant healedAt;

    DriftRow() {}

    static DriftRow of(Drift drift) {
        DriftRow row = new DriftRow();
        row.host = drift.host();
        row.server = drift.key().server();
        row.replica = drift.key().replica();
        row.kind = drift.kind();
        row.detail = drift.detail();
        row.mended = drift.mended();
        row.foundAt = drift.foundAt();
        row.healedAt = drift.healedAt();
        return row;
    }

    Drift value() {
        return new Drift(host, new InstanceKey(server, replica), kind, detail, mended, foundAt, healedAt);
    }
}
