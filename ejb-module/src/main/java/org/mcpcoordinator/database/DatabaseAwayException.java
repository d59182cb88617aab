package org.mcpcoordinator.database;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.EJBException;
import org.jspecify.annotations.Nullable;

/**
 * The database does not answer. An application's exception, so that the container does not write one more stack trace for
 * each who is told; an {@link EJBException} for all who try again after one.
 */
@ApplicationException(rollback = true, inherited = true)
public final class DatabaseAwayException extends EJBException {
    private static final long serialVersionUID = 1;

    DatabaseAwayException(@Nullable Exception cause) {
        super("The database does not answer", cause);
    }
}
