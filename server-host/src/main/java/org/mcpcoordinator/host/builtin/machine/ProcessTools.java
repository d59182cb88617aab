package org.mcpcoordinator.host.builtin.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Locale;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/** Processes, without their command lines. */
final class ProcessTools {
    private final int top;

    ProcessTools(int top) {
        this.top = top;
    }

    ToolResult processes(Arguments arguments) {
        Comparator<OSProcess> order = arguments.text("by", "cpu").equals("memory")
                ? OperatingSystem.ProcessSorting.RSS_DESC
                : OperatingSystem.ProcessSorting.CPU_DESC;
        String part = arguments.text("name", "").toLowerCase(Locale.ROOT);
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("processes");
        Machine.system()
                .getProcesses(
                        process -> process.getName().toLowerCase(Locale.ROOT).contains(part), order, top)
                .forEach(process -> describe(process, list.addObject()));
        return ToolResult.json(result.put("all", Machine.system().getProcessCount()));
    }

    ToolResult process(Arguments arguments) {
        int pid = arguments.number("pid", 0);
        OSProcess process = Machine.system().getProcess(pid);
        if (process == null) {
            throw new ToolFailure("pid: there is no process " + pid + "; look with processes where it is offered");
        }
        ObjectNode result = Json.object();
        describe(process, result);
        result.put("parent", process.getParentProcessID());
        result.put("priority", process.getPriority());
        result.put("openFiles", process.getOpenFiles());
        result.put("readMiB", Machine.mebibytes(process.getBytesRead()));
        return ToolResult.json(result.put("writtenMiB", Machine.mebibytes(process.getBytesWritten())));
    }

    private static void describe(OSProcess process, ObjectNode into) {
        into.put("pid", process.getProcessID())
                .put("name", process.getName())
                .put("user", process.getUser())
                .put("state", process.getState().name())
                .put("cpuPercent", Math.round(process.getProcessCpuLoadCumulative() * 1_000) / 10.0)
                .put("memoryMiB", Machine.mebibytes(process.getResidentMemory()))
                .put("threads", process.getThreadCount())
                .put("ageSeconds", process.getUpTime() / 1_000);
    }
}
