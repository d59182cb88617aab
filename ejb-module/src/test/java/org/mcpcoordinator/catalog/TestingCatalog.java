package org.mcpcoordinator.catalog;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import org.mcpcoordinator.access.TestingAccess;

/** The desk of the catalogue over one entity manager, for tests of any package. */
public final class TestingCatalog {
    private TestingCatalog() {}

    public static Catalog catalog(EntityManager entityManager, Clock clock) {
        Catalog catalog = new Catalog();
        catalog.store = new CatalogStore(entityManager);
        catalog.secrets = new TestingAccess(entityManager, clock).secrets();
        catalog.clock = clock;
        return catalog;
    }

    /** The definitions of its revisions. */
    public static Definitions definitions(Catalog catalog) {
        Definitions definitions = new Definitions();
        definitions.catalog = catalog;
        return definitions;
    }
}
