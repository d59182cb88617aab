package org.mcpcoordinator.testing;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;

/** The container's executor, as far as desks use it: work is handed to whoever does it in the test. */
public final class TestingExecutor {
    private TestingExecutor() {}

    /** Hands on what is to be executed; knows nothing else. */
    public static ManagedExecutorService of(Executor doing) {
        return (ManagedExecutorService) Proxy.newProxyInstance(
                TestingExecutor.class.getClassLoader(),
                new Class<?>[] {ManagedExecutorService.class},
                (self, method, given) -> {
                    if (!method.getName().equals("execute")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    doing.execute((Runnable) given[0]);
                    return null;
                });
    }
}
