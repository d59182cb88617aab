package org.mcpcoordinator.intake;

import java.util.Optional;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.catalog.Way;

/** Whether a server is there already: a plan has pinned its package to one version, and the file names any. */
final class Sameness {
    private Sameness() {}

    /** True if what is wanted is what there is. */
    static boolean holds(Way now, Way wanted) {
        return now.equals(wanted)
                || (now instanceof Way.Command has
                        && wanted instanceof Way.Command wants
                        && has.env().equals(wants.env())
                        && has.transport() == wants.transport()
                        && has.path().equals(wants.path())
                        && (has.argv().equals(wants.argv()) || samePackage(has.recipe(), wants.recipe())));
    }

    private static boolean samePackage(Optional<Recipe> now, Optional<Recipe> wanted) {
        if (now.isEmpty() || wanted.isEmpty()) {
            return false;
        }
        Recipe has = now.get();
        Recipe wants = wanted.get();
        boolean any = wants.wanted().isEmpty() || wants.wanted().equals("latest");
        return has.manager() == wants.manager()
                && has.name().equals(wants.name())
                && has.program().equals(wants.program())
                && has.arguments().equals(wants.arguments())
                && (any || wants.wanted().equals(has.wanted()));
    }
}
