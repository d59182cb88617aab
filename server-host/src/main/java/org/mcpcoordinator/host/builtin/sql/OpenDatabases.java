package org.mcpcoordinator.host.builtin.sql;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Closes the sample database that was asked longest ago when too many are open. */
final class OpenDatabases {
    private static final System.Logger LOG = System.getLogger(OpenDatabases.class.getName());

    private final int most;
    private final Set<Database> inOrderOfUse = new LinkedHashSet<>();

    OpenDatabases(int most) {
        this.most = most;
    }

    void used(Database database) {
        Database oldest;
        synchronized (inOrderOfUse) {
            inOrderOfUse.remove(database);
            inOrderOfUse.add(database);
            oldest = inOrderOfUse.size() > most ? first() : null;
        }
        if (oldest != null) {
            close(oldest);
        }
    }

    void gone(Database database) {
        synchronized (inOrderOfUse) {
            inOrderOfUse.remove(database);
        }
    }

    private @Nullable Database first() {
        Iterator<Database> each = inOrderOfUse.iterator();
        Database first = each.next();
        each.remove();
        return first;
    }

    /**
     * Elsewhere than on the caller's thread, which holds the lock of another database. Calls under way end first: H2
     * forgets a database with its last connection.
     */
    private static void close(Database oldest) {
        Thread closer = new Thread(
                () -> {
                    try {
                        oldest.close();
                    } catch (SQLException failure) {
                        LOG.log(System.Logger.Level.WARNING, "closing a sample database failed", failure);
                    }
                },
                "close-database");
        closer.setDaemon(true);
        closer.start();
    }
}
