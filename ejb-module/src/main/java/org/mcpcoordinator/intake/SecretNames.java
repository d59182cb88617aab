package org.mcpcoordinator.intake;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.mcpcoordinator.catalog.Revision;

/**
 * Names of secrets that are somebody's: those that are set, and those that a fleet names, which may be set later. No gap of
 * a foreign file gets one of them, since the file chooses both the name and the address it would be sent to.
 */
final class SecretNames {
    private final Set<String> taken;

    SecretNames(Collection<String> set, Collection<Revision> fleets) {
        taken = new TreeSet<>(set);
        fleets.forEach(fleet ->
                fleet.servers().forEach(server -> taken.addAll(server.way().secrets())));
    }

    boolean holds(String name) {
        return taken.contains(name);
    }
}
