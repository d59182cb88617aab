package org.mcpcoordinator.setting;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is set on this node, for those who write it down. */
public final class SettingsInForce {
    /** They fit a fleet rather than a machine, so whoever moves the fleet may want them too. */
    private static final Set<String> OF_THE_FLEET =
            Set.of("coordinator.gateway.", "coordinator.health.", "coordinator.insight.");

    private SettingsInForce() {}

    /** Every setting of the application that is set here, by name; none that leads to a secret. */
    public static Map<String, String> harmless() {
        Map<String, String> set = new TreeMap<>();
        for (String name : KnownSettings.OF_THE_APPLICATION) {
            String value = Setting.text(name, "");
            if (!value.isEmpty() && !name.endsWith("-file")) {
                set.put(name, value);
            }
        }
        return set;
    }

    /** True if a fleet wants it wherever it runs. */
    public static boolean travels(String name) {
        return OF_THE_FLEET.stream().anyMatch(name::startsWith);
    }
}
