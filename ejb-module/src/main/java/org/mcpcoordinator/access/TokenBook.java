package org.mcpcoordinator.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** API tokens in memory, for the door: one look-up, no lock, no database. Revocation arrives by announcement. */
@ApplicationScoped
public class TokenBook {
    /**
     * The caller a token belongs to.
     *
     * @param sha256 digest of the token's bytes, 32 bytes
     */
    public Optional<Caller> find(byte[] sha256) {
        throw new UnsupportedOperationException();
    }
}
