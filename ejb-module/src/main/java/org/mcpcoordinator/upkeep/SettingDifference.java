package org.mcpcoordinator.upkeep;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.mcpcoordinator.setting.SettingsInForce;

/**
 * A setting that is another one here than on the node that wrote an archive. A restore never changes one: settings stand in the
 * configuration of each node, and there is none in the database.
 *
 * @param name for example {@code coordinator.health.interval-millis}
 * @param here its value on this node; empty if it is not set, and has its default
 * @param archive its value on the node that wrote the archive; empty as above
 * @param reason why a restore leaves it as it is, and what a person may do
 */
public record SettingDifference(String name, String here, String archive, String reason) {
    public SettingDifference {
        Objects.requireNonNull(name);
        Objects.requireNonNull(here);
        Objects.requireNonNull(archive);
        Objects.requireNonNull(reason);
    }

    /** Those of the archive beside those of this node, by name; neither holds one that leads to a secret. */
    static List<SettingDifference> between(Map<String, String> here, Map<String, String> archive) {
        TreeSet<String> names = new TreeSet<>(here.keySet());
        names.addAll(archive.keySet());
        return names.stream()
                .map(name -> new SettingDifference(
                        name, here.getOrDefault(name, ""), archive.getOrDefault(name, ""), reason(name)))
                .filter(setting -> !setting.here.equals(setting.archive))
                .toList();
    }

    /** True if a fleet may want it wherever it runs. */
    boolean travels() {
        return SettingsInForce.travels(name);
    }

    /** As a sentence. */
    String sentence() {
        return name + " differs: here " + shown(here) + ", archive " + shown(archive) + ", not changed because "
                + reason;
    }

    private static String reason(String name) {
        return SettingsInForce.travels(name)
                ? "it stands in this node's configuration: set it there if the fleet is to run as before"
                : "it belongs to the machine";
    }

    private static String shown(String value) {
        return value.isEmpty() ? "not set" : value;
    }
}
