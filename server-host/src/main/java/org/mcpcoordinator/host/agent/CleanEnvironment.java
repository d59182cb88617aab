package org.mcpcoordinator.host.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.host.store.PackageStore;

/** What a child sees of the environment: four variables of the agent's and nothing else, so that no secret of ours leaks. */
final class CleanEnvironment {
    private CleanEnvironment() {}

    static void base(Map<String, String> environment) {
        Map<String, String> own = System.getenv();
        environment.clear();
        environment.put("PATH", path());
        environment.put("HOME", Objects.requireNonNullElse(own.get("HOME"), "/"));
        environment.put("LANG", Objects.requireNonNullElse(own.get("LANG"), "C.UTF-8"));
        environment.put("TMPDIR", Objects.requireNonNullElse(own.get("TMPDIR"), System.getProperty("java.io.tmpdir")));
    }

    /** What package managers see: the same, and what leads them to their registries. */
    static Map<String, String> ofPackageManagers() {
        Map<String, String> environment = new HashMap<>();
        base(environment);
        System.getenv().forEach((name, value) -> {
            if (PackageStore.leadsToRegistries(name)) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    static String path() {
        return Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");
    }
}
