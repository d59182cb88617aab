package org.mcpcoordinator.placement;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of hosts for people: whether each takes servers, or is to be emptied. */
@Stateless
@PermitAll
public class Hosts {
    private static final Map<String, Placing> ACTIONS =
            Map.of("cordon", Placing.CORDONED, "drain", Placing.DRAINING, "uncordon", Placing.OPEN);

    @Inject
    Cluster cluster;

    @Inject
    Fleet fleet;

    @Inject
    Places places;

    /**
     * Carries out {@code cordon} (it keeps what it has and takes no more), {@code drain} (what it has comes up elsewhere and then
     * ends there) or {@code uncordon}. What is so already stays so.
     *
     * @return the host as it is now
     * @throws ProblemException HOST_NOT_FOUND, ACTION_UNKNOWN, HOSTS_FULL if what it has finds no room elsewhere
     */
    public Host act(String name, String action) {
        Placing how = ACTIONS.get(action);
        if (how == null) {
            throw new ProblemException(
                    ProblemCode.ACTION_UNKNOWN,
                    "there is no action " + action + " of hosts; there are cordon, drain and uncordon");
        }
        find(name);
        if (how == Placing.DRAINING) {
            refuseWithoutRoom(name);
        }
        cluster.place(name, how);
        return find(name);
    }

    private Host find(String name) {
        return cluster.hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemCode.HOST_NOT_FOUND, "no host is named " + name));
    }

    private void refuseWithoutRoom(String name) {
        List<Instance> all = fleet.all();
        List<Instance> here =
                all.stream().filter(instance -> instance.host().equals(name)).toList();
        Map<?, String> refused = places.round().again(here, all, name).refused();
        if (!refused.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.HOSTS_FULL,
                    "host " + name + " cannot be emptied: " + refused.size() + " of its " + here.size()
                            + " copies have no place elsewhere: "
                            + refused.values().iterator().next());
        }
    }
}
