package org.mcpcoordinator.access;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of table api_token. A revoked token's row stays, so that the audit trail can be read. */
@Entity
@Table(name = "api_token")
class TokenRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(length = 64)
    private String name = "";

    private byte[] sha256 = {};

    @Column(length = 16)
    @Convert(converter = RoleConverter.class)
    private Role role = Role.VIEWER;

    @Column(name = "created_by", length = 64)
    private String createdBy = "";

    @Column(name = "created_at")
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    private @Nullable Instant expiresAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    @Column
    private @Nullable String scope;

    protected TokenRow() {}

    TokenRow(String name, byte[] sha256, Role role, String createdBy, Instant createdAt, @Nullable Instant expiresAt) {
        this.name = name;
        this.sha256 = sha256.clone();
        this.role = role;
        this.createdBy = createdBy;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    void limit(Scope to) {
        scope = to.toJson();
    }

    void revoke(Instant at) {
        revokedAt = at;
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    byte[] sha256() {
        return sha256.clone();
    }

    Token toToken() {
        return new Token(id, name, role, createdBy, createdAt, expiresAt, Scope.read(scope));
    }
}
