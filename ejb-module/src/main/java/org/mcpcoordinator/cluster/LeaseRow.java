package org.mcpcoordinator.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of table lease. Written by single statements only, never through the entity. */
@Entity
@Table(name = "lease")
class LeaseRow {
    @Id
    @Column(length = 128)
    private String name = "";

    @Column(length = 128)
    private String owner = "";

    private long epoch;

    @Column(name = "expires_at")
    private Instant expiresAt = Instant.EPOCH;

    Lease toLease() {
        return new Lease(name, owner, epoch, expiresAt);
    }
}
