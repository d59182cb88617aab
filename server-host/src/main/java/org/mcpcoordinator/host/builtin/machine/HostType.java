package org.mcpcoordinator.host.builtin.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.Tool;

/** The type {@code host}. */
public final class HostType implements BuiltinType {
    private static final Map<String, List<String>> FOCUS = Map.of(
            "cpu", List.of("cpu", "check"),
            "memory", List.of("memory", "check"),
            "disks", List.of("disks", "check"),
            "processes", List.of("processes", "process"),
            "network", List.of("network", "connections"),
            "system", List.of("system", "limits"),
            "sensors", List.of("sensors", "cpu"),
            "capacity", List.of("cpu", "memory", "disks", "check"),
            "limits", List.of("limits", "processes"));

    private final TypeSheet sheet = TypeSheet.beside(HostType.class, "host");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) {
        Arguments config = setup.config();
        int top = config.number("top", 10);
        Map<String, Tool.Handler> all = new LinkedHashMap<>();
        LoadTools load = new LoadTools(
                config.number("cpuPercent", 90),
                config.number("memoryPercent", 90),
                config.number("diskPercent", 90),
                top);
        all.put("cpu", load::cpu);
        all.put("memory", load::memory);
        all.put("disks", load::disks);
        ProcessTools processes = new ProcessTools(top);
        all.put("processes", processes::processes);
        all.put("process", processes::process);
        NetworkTools network = new NetworkTools(top);
        all.put("network", network::network);
        all.put("connections", network::connections);
        all.put("system", SystemTools::system);
        all.put("limits", SystemTools::limits);
        all.put("sensors", SystemTools::sensors);
        all.put("check", load::check);
        String focus = config.text("focus", "overview");
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        for (String name : FOCUS.getOrDefault(focus, List.copyOf(all.keySet()))) {
            Tool.Handler handler = all.get(name);
            if (handler != null) {
                offers.put(name, new Content.Offer.FromSheet(handler));
            }
        }
        return Content.of("This machine, with the focus on " + focus + ".", offers);
    }
}
