package org.mcpcoordinator.host.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Objects;

/**
 * What was installed, as it is written down beside it.
 *
 * @param manager id of the package manager
 * @param name of the package
 * @param version exact
 * @param integrity hash of the package's own archive, from the lock file of the package manager
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

    @Override
    public String toString() {
        return manager + ":" + name + "@" + version;
    }
}
