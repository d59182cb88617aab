package org.mcpcoordinator.upkeep;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an archive holds that was read to its end, found whole, and would fit here.
 *
 * @param createdAt when its snapshot was taken
 * @param node that wrote it
 * @param product that wrote it
 * @param archive size and checksums
 * @param tables rows by table
 * @param leftOut tables that would be in it with a passphrase
 * @param notes for whoever restores it
 * @param settings that are others here, and would stay as they are
 */
public record Inspection(
        String createdAt,
        String node,
        String product,
        Archive archive,
        Map<String, Long> tables,
        List<String> leftOut,
        List<String> notes,
        List<SettingDifference> settings) {
    public Inspection {
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(node);
        Objects.requireNonNull(product);
        Objects.requireNonNull(archive);
        tables = Map.copyOf(tables);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
        settings = List.copyOf(settings);
    }
}
