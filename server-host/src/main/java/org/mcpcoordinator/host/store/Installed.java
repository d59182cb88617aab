package org.mcpcoordinator.host.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was installed, as it is written down beside it.
 *
 * @param manager id of the package manager
 * @param name of the package
 * @param version exact
 * @param integrity hash of the package's own archive, from the lock file of the package manager; several with spaces between
 *     them if it is one of those
 * @param digest of all that was installed with it, see {@link Tree}
 * @param files how many files that is
 * @param programs paths of its programs below the version's folder, by name
 * @param main the program it is known for; empty if there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Installed(
        String manager,
        String name,
        String version,
        String integrity,
        String digest,
        int files,
        Map<String, String> programs,
        String main) {
    public Installed {
        Objects.requireNonNull(manager);
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        Objects.requireNonNull(integrity);
        Objects.requireNonNull(digest);
        programs = Map.copyOf(programs);
        Objects.requireNonNull(main);
    }

    Installed with(Tree.Sum sum) {
        return new Installed(manager, name, version, integrity, sum.digest(), sum.files(), programs, main);
    }

    /** True if whatever archive it was is among those that were pinned. */
    boolean isOneOf(String pinned) {
        return Set.of(pinned.split(" ", -1)).containsAll(List.of(integrity.split(" ", -1)));
    }

    @Override
    public String toString() {
        return manager + ":" + name + "@" + version;
    }
}
