package org.mcpcoordinator.access;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import javax.crypto.spec.SecretKeySpec;

/** The desks of access over one entity manager, for tests of any package. */
public final class TestingAccess {
    private final EntityManager entityManager;
    private final Clock clock;

    public TestingAccess(EntityManager entityManager, Clock clock) {
        this.entityManager = entityManager;
        this.clock = clock;
    }

    /** Secrets sealed with a key of zeros. */
    public Secrets secrets() {
        return secrets(new Seal(new SecretKeySpec(new byte[32], "AES")));
    }

    Secrets secrets(Seal seal) {
        Secrets secrets = new Secrets();
        secrets.store = new SecretStore(entityManager);
        secrets.seal = seal;
        secrets.clock = clock;
        return secrets;
    }
}
