package org.mcpcoordinator.cli.product;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The flags WildFly's JVM runs with, chosen by the machine's memory (bytes) and the JDK's feature number; then the user's
 * own, parted by spaces, which win.
 */
record JvmFlags(long memoryBytes, int jdk, String own) {
    private static final long GIB = 1L << 30;
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

    /**
     * The first method of a thread of WildFly's pools is compiled before it is run, else the thread remembers the first task
     * it was ever given, and with it the deployment that task came from (decision 48).
     */
    private static final List<String> FORGET_FIRST_TASKS = List.of(
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,*ThreadBody::run,0.0001",
            "-XX:CompileCommand=BackgroundCompilation,*ThreadBody::run,false");

    /** Heap in MiB: 768 carries 1,000 servers; small machines get less, large ones room for more traffic. */
    int heapMegabytes() {
        if (memoryBytes < 6 * GIB) {
            return 512;
        }
        return memoryBytes < 30 * GIB ? 768 : 1536;
    }

    List<String> options() {
        List<String> options = new ArrayList<>(List.of(
                // A heap that begins small is kept small by collecting it again and again, at the gateway's cost.
                "-Xms" + heapMegabytes() + "m",
                "-Xmx" + heapMegabytes() + "m",
                "-XX:MetaspaceSize=128m",
                "-XX:+UseG1GC",
                // What outlives two young collections stays: copying it thirteen times more is most of each pause.
                "-XX:MaxTenuringThreshold=2",
                // Left alone, G1 takes the seconds between two collections for the time of marking, learns that it must
                // begin
                // at once, and marks whenever a large array comes by: each of its pauses is every call's wait.
                "-XX:-G1UseAdaptiveIHOP",
                "-XX:InitiatingHeapOccupancyPercent=40",
                "-XX:G1HeapRegionSize=4m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                // Remote servers are connected to by the number that was looked at, and told the name (decision 84).
                "-Djdk.httpclient.allowRestrictedHeaders=host",
                "-Djava.awt.headless=true",
                "-Djboss.modules.system.pkgs=org.jboss.byteman"));
        options.addAll(FORGET_FIRST_TASKS);
        if (jdk >= 25) {
            options.add("-XX:+UseCompactObjectHeaders");
        }
        List<String> wished = own.isBlank() ? List.of() : List.of(own.strip().split("\\s+"));
        if (wished.stream().anyMatch(COLLECTOR.asMatchPredicate())) {
            // Two collectors at once are refused by the JVM.
            options.removeIf(option -> option.contains("G1"));
        }
        options.addAll(wished);
        return options;
    }
}
