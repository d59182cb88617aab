package org.mcpcoordinator.placement;

import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;

/** The real places, for tests of any package. */
public final class TestingPlaces {
    private TestingPlaces() {}

    public static Places of(Cluster cluster, Fleet fleet, Definitions definitions, Weights weights) {
        return new Places(cluster, fleet, definitions, weights);
    }
}
