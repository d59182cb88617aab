package org.mcpcoordinator.testing;

import org.junit.jupiter.api.extension.ExtensionContext;

/** One database for all test classes whose fixtures empty its tables themselves: making one takes longer than most tests. */
public final class SharedDatabase {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(SharedDatabase.class);

    private SharedDatabase() {}

    /**
     * The database, made when the first test asks for it and closed after the last. Where tests run in two processes each class
     * is an execution of its own; the session outlives it.
     */
    public static TestingDatabase of(ExtensionContext context) {
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, SPACE)
                .getOrComputeIfAbsent(TestingDatabase.class, type -> new TestingDatabase(), TestingDatabase.class);
    }
}
