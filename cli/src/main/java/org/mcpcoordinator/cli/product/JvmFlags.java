package org.mcpcoordinator.cli.product;

import java.util.ArrayList;
import java.util.List;

/** The flags WildFly's JVM runs with, chosen by the machine's memory (bytes) and the JDK's feature number. */
record JvmFlags(long memoryBytes, int jdk) {
    private static final long GIB = 1L << 30;

    /** Heap in MiB: 768 carries 1,000 servers; small machines get less, large ones room for more traffic. */
    int heapMegabytes() {
        if (memoryBytes < 6 * GIB) {
            return 512;
        }
        return memoryBytes < 30 * GIB ? 768 : 1536;
    }

    List<String> options() {
        List<String> options = new ArrayList<>(List.of(
                // A heap that begins small is kept small by marking it again and again, at the gateway's cost.
                "-Xms" + heapMegabytes() * 2 / 3 + "m",
                "-Xmx" + heapMegabytes() + "m",
                "-XX:MetaspaceSize=128m",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.awt.headless=true",
                "-Djboss.modules.system.pkgs=org.jboss.byteman"));
        if (jdk >= 25) {
            options.add("-XX:+UseCompactObjectHeaders");
        }
        return options;
    }
}
