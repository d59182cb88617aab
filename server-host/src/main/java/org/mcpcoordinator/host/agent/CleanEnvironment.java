package org.mcpcoordinator.host.agent;

import java.util.Map;
import java.util.Objects;

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

    static String path() {
        return Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");
    }
}
