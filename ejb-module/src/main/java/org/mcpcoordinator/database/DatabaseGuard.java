package org.mcpcoordinator.database;

import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** Around every EJB of this module (ejb-jar.xml): what failed because the database is away says so, in one way. */
public class DatabaseGuard {
    /** Tells callers. */
    @AroundInvoke
    @Nullable
    Object call(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (DatabaseAwayException told) {
            throw told;
        } catch (Exception failure) {
            if (Database.ours().isAway(failure)) {
                throw new DatabaseAwayException(failure);
            }
            throw failure;
        }
    }

    /** A turn of a timer that the database was needed for is left out; the next one comes. */
    @AroundTimeout
    @Nullable
    Object turn(InvocationContext turn) throws Exception {
        try {
            return call(turn);
        } catch (DatabaseAwayException told) {
            return null;
        }
    }
}
