package org.mcpcoordinator.insight;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.database.Database;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.routing.Routing;

/** Whether this node can do its work: the database answers, and the routes are known. */
@ApplicationScoped
public class Readiness {
    /** Until a database that says nothing counts as away. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(Readiness.class);

    @Inject
    Routing routing;

    @Resource(lookup = "java:jboss/datasources/CoordinatorDS")
    DataSource database;

    @Resource
    ManagedExecutorService executor;

    private final Object asking = new Object();
    private @Nullable CompletableFuture<Boolean> question;

    /** True if the database answered within 2 s; many who ask at once share one question. */
    public boolean databaseAnswers() {
        return answers(question(executor), PATIENCE);
    }

    /** True once the fleet has been read and its routes are known. */
    @SuppressWarnings("ReferenceEquality") // a table read from an empty fleet equals the one a node begins with
    public boolean routesLoaded() {
        return routing.table() != RouteTable.EMPTY;
    }

    private CompletableFuture<Boolean> question(Executor threads) {
        synchronized (asking) {
            CompletableFuture<Boolean> open = question;
            if (open == null || open.isDone()) {
                // One that hangs holds one thread, and nobody asks again until it is over.
                open = CompletableFuture.supplyAsync(() -> ask(database), threads);
                question = open;
            }
            return open;
        }
    }

    static boolean answers(CompletableFuture<Boolean> question, Duration patience) {
        try {
            return question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException away) {
            LOG.debug("The database does not answer", away);
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ask(DataSource database) {
        if (Database.ours().isAway()) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            return connection.isValid((int) PATIENCE.toSeconds());
        } catch (SQLException away) {
            LOG.debug("The database gives no connection", away);
            return false;
        }
    }
}
