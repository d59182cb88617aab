package org.mcpcoordinator.fleet;

import java.util.Objects;

/**
 * Another host for an instance.
 *
 * @param generation what was seen: of another one nothing is done
 * @param from where it, or what is beside it, was seen
 * @param to where it is to be
 * @param why in words for people
 */
public record Relocation(InstanceKey key, long generation, String from, String to, String why) {
    public Relocation {
        Objects.requireNonNull(key);
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        Objects.requireNonNull(why);
    }

    boolean fits(InstanceRow row) {
        InstanceRow other = row.beside;
        return row.generation == generation && (row.host.equals(from) || (other != null && other.host.equals(from)));
    }
}
