package org.mcpcoordinator.host.builtin.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Closes the sample databases that were asked longest ago when too many are open. */
final class OpenDatabases {
    private static final System.Logger LOG = System.getLogger(OpenDatabases.class.getName());

    private final int most;
    private final Set<Database> inOrderOfUse = new LinkedHashSet<>();
    private int weight;

    /**
     * None is open yet.
     *
     * @param most sum of the weights of those that may be open at once
     */
    OpenDatabases(int most) {
        this.most = most;
    }

    void used(Database database) {
        List<Database> tooMany = new ArrayList<>();
        synchronized (inOrderOfUse) {
            if (!inOrderOfUse.remove(database)) {
                weight += database.weight();
            }
            inOrderOfUse.add(database);
            while (weight > most && inOrderOfUse.size() > 1) {
                tooMany.add(first());
            }
        }
        tooMany.forEach(OpenDatabases::close);
    }

    void gone(Database database) {
        synchronized (inOrderOfUse) {
            if (inOrderOfUse.remove(database)) {
                weight -= database.weight();
            }
        }
    }

    private Database first() {
        Iterator<Database> each = inOrderOfUse.iterator();
        Database first = each.next();
        each.remove();
        weight -= first.weight();
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
