package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;

/** Ports: the layout, and who has which. */
@Path("ports")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PortsResource {
    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    /** The layout, and every port that is given out. */
    @GET
    @Route(does = "Shows the port ranges with their use on all hosts together, and every port given out")
    public PortsView ports() {
        List<PortView> taken = fleet.all().stream()
                .filter(instance -> instance.port() > 0)
                .map(PortView::of)
                .sorted(Comparator.comparingInt(PortView::port).thenComparing(PortView::host))
                .toList();
        PortLayout layout = catalog.layout();
        List<RangeView> ranges = new ArrayList<>();
        for (Category category : Category.values()) {
            ranges.add(range(category.id(), layout.first(category), taken));
        }
        ranges.add(range("reserve", layout.reserveFirst(), taken));
        return new PortsView(ranges, taken);
    }

    private static RangeView range(String id, int first, List<PortView> taken) {
        int last = first + PortLayout.WIDTH - 1;
        int used = (int) taken.stream()
                .filter(port -> port.port() >= first && port.port() <= last)
                .count();
        return new RangeView(id, first, last, used);
    }

    /**
     * All ports.
     *
     * @param ranges the ten categories and the reserve, in order
     * @param items every port given out, by number
     */
    public record PortsView(List<RangeView> ranges, List<PortView> items) {
        public PortsView {
            ranges = List.copyOf(ranges);
            items = List.copyOf(items);
        }
    }

    /**
     * A range of ports.
     *
     * @param id the category's, or {@code reserve}
     * @param first its first port
     * @param last its last port
     * @param used ports of it given out, on all hosts together
     */
    public record RangeView(String id, int first, int last, int used) {}

    /**
     * A port given out.
     *
     * @param port its number
     * @param host on which machine
     * @param server who has it
     * @param replica which copy
     * @param category the server's category, whichever range the port is of
     */
    public record PortView(int port, String host, String server, int replica, String category) {
        static PortView of(Instance instance) {
            return new PortView(
                    instance.port(),
                    instance.host(),
                    instance.key().server(),
                    instance.key().replica(),
                    instance.category());
        }
    }
}
