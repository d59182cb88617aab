package org.mcpcoordinator.host.builtin.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolResult;
import oshi.hardware.ComputerSystem;
import oshi.hardware.PowerSource;
import oshi.hardware.Sensors;
import oshi.software.os.OperatingSystem;

/** What the machine is and what it allows. */
final class SystemTools {
    private SystemTools() {}

    static ToolResult system(Arguments arguments) {
        OperatingSystem system = Machine.system();
        ComputerSystem computer = Machine.hardware().getComputerSystem();
        ObjectNode result = Json.object();
        result.put("family", system.getFamily())
                .put("version", system.getVersionInfo().toString());
        result.put("bits", system.getBitness());
        result.put("hostName", system.getNetworkParams().getHostName());
        result.put("uptimeSeconds", system.getSystemUptime());
        result.put("processes", system.getProcessCount()).put("threads", system.getThreadCount());
        result.put("manufacturer", computer.getManufacturer()).put("model", computer.getModel());
        return ToolResult.json(result.put("java", Runtime.version().toString()));
    }

    static ToolResult limits(Arguments arguments) {
        ObjectNode result = Json.object();
        result.put("openFiles", Machine.system().getFileSystem().getOpenFileDescriptors());
        result.put("mostOpenFiles", Machine.system().getFileSystem().getMaxFileDescriptors());
        result.put("mostOpenFilesPerProcess", Machine.system().getFileSystem().getMaxFileDescriptorsPerProcess());
        result.put("processes", Machine.system().getProcessCount());
        result.put("mostProcesses", kernel("kernel/pid_max"));
        result.put("ephemeralPorts", kernel("net/ipv4/ip_local_port_range"));
        return ToolResult.json(result.put("mostWaitingConnections", kernel("net/core/somaxconn")));
    }

    static ToolResult sensors(Arguments arguments) {
        Sensors sensors = Machine.hardware().getSensors();
        ObjectNode result = Json.object();
        result.put("cpuTemperatureC", sensors.getCpuTemperature());
        result.put("cpuVoltage", sensors.getCpuVoltage());
        ArrayNode fans = result.putArray("fanRpm");
        for (int speed : sensors.getFanSpeeds()) {
            fans.add(speed);
        }
        ArrayNode power = result.putArray("power");
        for (PowerSource source : Machine.hardware().getPowerSources()) {
            power.addObject()
                    .put("name", source.getName())
                    .put("remainingPercent", Math.round(source.getRemainingCapacityPercent() * 1_000) / 10.0)
                    .put("charging", source.isCharging());
        }
        return ToolResult.json(result.put("note", "0 means that the machine has no such sensor."));
    }

    private static String kernel(String name) {
        try {
            return Files.readString(Path.of("/proc/sys", name)).strip().replaceAll("\\s+", "-");
        } catch (IOException unknown) {
            return "unknown here";
        }
    }
}
