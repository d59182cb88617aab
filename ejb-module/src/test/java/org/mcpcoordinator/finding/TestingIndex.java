package org.mcpcoordinator.finding;

import jakarta.persistence.EntityManager;

/** The desk of what can be found, on a test's database. */
public final class TestingIndex {
    private static final Vocabulary VOCABULARY = new Vocabulary();

    private TestingIndex() {}

    /** In the transaction of that entity manager. */
    public static ToolIndex on(EntityManager entityManager) {
        ToolIndex index = new ToolIndex();
        index.tools = new ToolStore(entityManager);
        index.search = new SearchStore(entityManager);
        index.vocabulary = VOCABULARY;
        return index;
    }
}
