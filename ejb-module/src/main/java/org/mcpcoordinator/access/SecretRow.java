package org.mcpcoordinator.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of table secret: a name and what only {@link Seal} can open. */
@Entity
@Table(name = "secret")
class SecretRow {
    @Id
    @Column(length = 128)
    private String name = "";

    private byte[] sealed = {};

    @Column(name = "changed_at")
    private Instant changedAt = Instant.EPOCH;

    protected SecretRow() {}

    SecretRow(String name, byte[] sealed, Instant at) {
        this.name = name;
        replace(sealed, at);
    }

    final void replace(byte[] newSealed, Instant at) {
        sealed = newSealed.clone();
        changedAt = at;
    }

    String name() {
        return name;
    }

    byte[] sealed() {
        return sealed.clone();
    }
}
