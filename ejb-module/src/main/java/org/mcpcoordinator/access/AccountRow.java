package org.mcpcoordinator.access;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of table account. WildFly's realm reads the same row at each login. */
@Entity
@Table(name = "account")
class AccountRow {
    @Id
    @Column(length = 64)
    private String name = "";

    @Column(name = "password_hash", length = 100)
    private String passwordHash = "";

    @Column(length = 16)
    @Convert(converter = RoleConverter.class)
    private Role role = Role.VIEWER;

    @Column
    private boolean enabled;

    @Column(name = "created_at")
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "changed_at")
    private Instant changedAt = Instant.EPOCH;

    protected AccountRow() {}

    AccountRow(String name, String passwordHash, Role role, Instant at) {
        this.name = name;
        this.passwordHash = passwordHash;
        this.role = role;
        this.enabled = true;
        this.createdAt = at;
        this.changedAt = at;
    }

    void changePassword(String newHash, Instant at) {
        passwordHash = newHash;
        changedAt = at;
    }

    void changeRole(Role newRole, Instant at) {
        role = newRole;
        changedAt = at;
    }

    void enable(boolean newEnabled, Instant at) {
        enabled = newEnabled;
        changedAt = at;
    }

    User toUser() {
        return new User(name, role, enabled, createdAt, changedAt);
    }
}
