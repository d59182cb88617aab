package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.mcpcoordinator.catalog.Recipe;

/** Port: has packages installed where servers run, implemented by whoever talks to the host's agent. */
public interface PackageKeeper {
    /**
     * Sees to it that the packages are there. May take as long as a package manager does, up to the caller's patience, and
     * holds nothing meanwhile; what is there already takes no time.
     *
     * @param patience how long the caller waits for what is not there yet
     * @return what became of each wish, in their order
     * @throws org.mcpcoordinator.problem.ProblemException AGENT_AWAY; PACKAGES_ON_THE_WAY if it takes longer
     */
    List<Kept> keep(String host, List<Wish> wishes, Duration patience);

    /**
     * One package.
     *
     * @param recipe without arguments
     * @param integrity as pinned; empty if it is not
     */
    record Wish(Recipe recipe, String integrity) {
        public Wish {
            Objects.requireNonNull(recipe);
            Objects.requireNonNull(integrity);
        }
    }

    /**
     * What became of it.
     *
     * @param version exact; empty if it cannot be had
     * @param integrity of the package, from its registry
     * @param command what is run directly, without the program's arguments
     * @param folder where it lies on the host
     * @param files how many it is, with all it stands on
     * @param digest of all of them
     * @param code why it cannot be had; empty if it can
     * @param message the same for people
     */
    record Kept(
            String version,
            String integrity,
            List<String> command,
            String folder,
            int files,
            String digest,
            String code,
            String message) {
        /** The code of a package manager that the host does not have. */
        public static final String NO_MANAGER = "NO_MANAGER";

        public Kept {
            command = List.copyOf(command);
        }

        boolean there() {
            return code.isEmpty();
        }
    }
}
