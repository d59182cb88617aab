package org.mcpcoordinator.cluster;

/**
 * What a machine has in all, whatever of it is in use.
 *
 * @param memoryBytes its memory, in bytes; 0 for not known
 * @param processors how many; 0 for not known
 */
public record Capacity(long memoryBytes, int processors) {
    /** Of a machine that nobody has told anything of. */
    public static final Capacity UNKNOWN = new Capacity(0, 0);

    public Capacity {
        if (memoryBytes < 0 || processors < 0) {
            throw new IllegalArgumentException(
                    "no machine has " + memoryBytes + " bytes and " + processors + " processors");
        }
    }
}
