package org.mcpcoordinator.host.builtin.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolResult;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OSFileStore;

/** How much of the machine is in use. */
final class LoadTools {
    private static final Object LOCK = new Object();
    /** Shorter than this, two readings of the processor's counters say nothing. */
    private static final long LEAST_NANOS = 500_000_000L;

    private static long @Nullable [] lastTicks;
    private static long lastNanos;
    private static double lastBusy;
    private static double lastSeconds;

    private final int cpuPercent;
    private final int memoryPercent;
    private final int diskPercent;
    private final int top;

    LoadTools(int cpuPercent, int memoryPercent, int diskPercent, int top) {
        this.cpuPercent = cpuPercent;
        this.memoryPercent = memoryPercent;
        this.diskPercent = diskPercent;
        this.top = top;
    }

    ToolResult cpu(Arguments arguments) {
        CentralProcessor processor = Machine.hardware().getProcessor();
        ObjectNode result = Json.object();
        result.put("model", processor.getProcessorIdentifier().getName());
        result.put("physicalCores", processor.getPhysicalProcessorCount());
        result.put("logicalCores", processor.getLogicalProcessorCount());
        synchronized (LOCK) {
            result.put("busyPercent", busyPercent(processor));
            result.put("measured", lastSeconds < 0 ? "since boot" : "over the last " + lastSeconds + " s");
        }
        double[] averages = processor.getSystemLoadAverage(3);
        result.put("load1", averages[0]).put("load5", averages[1]);
        return ToolResult.json(result.put("load15", averages[2]));
    }

    ToolResult memory(Arguments arguments) {
        GlobalMemory memory = Machine.hardware().getMemory();
        ObjectNode result = Json.object();
        result.put("totalMiB", Machine.mebibytes(memory.getTotal()));
        result.put("availableMiB", Machine.mebibytes(memory.getAvailable()));
        result.put("usedPercent", usedPercent(memory));
        result.put("swapTotalMiB", Machine.mebibytes(memory.getVirtualMemory().getSwapTotal()));
        return ToolResult.json(result.put(
                "swapUsedMiB", Machine.mebibytes(memory.getVirtualMemory().getSwapUsed())));
    }

    ToolResult disks(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("fileSystems");
        stores().stream()
                .limit(top)
                .forEach(store -> list.addObject()
                        .put("mount", store.getMount())
                        .put("type", store.getType())
                        .put("totalMiB", Machine.mebibytes(store.getTotalSpace()))
                        .put("freeMiB", Machine.mebibytes(store.getUsableSpace()))
                        .put("usedPercent", usedPercent(store)));
        return ToolResult.json(result);
    }

    ToolResult check(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode above = result.putArray("above");
        double busy;
        synchronized (LOCK) {
            busy = busyPercent(Machine.hardware().getProcessor());
        }
        judge(above, "cpu", busy, cpuPercent);
        judge(above, "memory", usedPercent(Machine.hardware().getMemory()), memoryPercent);
        for (OSFileStore store : stores()) {
            judge(above, "disk " + store.getMount(), usedPercent(store), diskPercent);
        }
        return ToolResult.json(result.put("ok", above.isEmpty()));
    }

    private static void judge(ArrayNode above, String what, double percent, int limit) {
        if (percent > limit) {
            above.addObject().put("what", what).put("percent", percent).put("limit", limit);
        }
    }

    /** Between this call and the one before; the very first tells since boot. */
    private static double busyPercent(CentralProcessor processor) {
        long now = System.nanoTime();
        if (lastTicks != null && now - lastNanos < LEAST_NANOS) {
            return lastBusy;
        }
        long[] ticks = processor.getSystemCpuLoadTicks();
        long[] before = lastTicks == null ? new long[ticks.length] : lastTicks;
        long total = 0;
        for (int i = 0; i < ticks.length; i++) {
            total += ticks[i] - before[i];
        }
        int idle = CentralProcessor.TickType.IDLE.getIndex();
        int waiting = CentralProcessor.TickType.IOWAIT.getIndex();
        long unused = ticks[idle] - before[idle] + ticks[waiting] - before[waiting];
        lastBusy = Machine.percent(total - unused, total);
        lastSeconds = lastTicks == null ? -1 : Math.round((now - lastNanos) / 1e8) / 10.0;
        lastTicks = ticks;
        lastNanos = now;
        return lastBusy;
    }

    private static List<OSFileStore> stores() {
        return Machine.system().getFileSystem().getFileStores(true).stream()
                .filter(store -> store.getTotalSpace() > 0)
                .sorted(Comparator.comparingDouble((OSFileStore store) -> usedPercent(store))
                        .reversed())
                .toList();
    }

    private static double usedPercent(OSFileStore store) {
        return Machine.percent(store.getTotalSpace() - store.getUsableSpace(), store.getTotalSpace());
    }

    private static double usedPercent(GlobalMemory memory) {
        return Machine.percent(memory.getTotal() - memory.getAvailable(), memory.getTotal());
    }
}
