package org.mcpcoordinator.host.confine;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What one server may take, with all processes it starts.
 *
 * @param memoryMegabytes of memory, in units of 1,048,576 bytes; 16 to 1,048,576
 * @param processes processes and their threads together, as the kernel counts them; 4 to 32,768
 * @param files open files and sockets of each process, 16 to 1,048,576
 * @param cpu processors, 0.05 to 256; 0 for as many as there are
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Limits(int memoryMegabytes, int processes, int files, double cpu) {
    /** Of programs whose definition says nothing; the coordinator's {@code catalog.Limits} has the same. */
    public static final Limits USUAL = new Limits(1024, 256, 4096, 0);

    public Limits {
        within("memoryMegabytes", memoryMegabytes, 16, 1 << 20);
        within("processes", processes, 4, 1 << 15);
        within("files", files, 16, 1 << 20);
        if (cpu != 0 && !(cpu >= 0.05 && cpu <= 256)) {
            throw new IllegalArgumentException("cpu " + cpu + " is not 0.05 to 256");
        }
    }

    long memoryBytes() {
        return (long) memoryMegabytes << 20;
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not " + least + " to " + most);
        }
    }
}
