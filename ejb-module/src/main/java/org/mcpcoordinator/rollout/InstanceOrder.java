package org.mcpcoordinator.rollout;

import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * One instance a rollout is about, in the rollout's order.
 *
 * @param position from 0 on
 * @param key the instance
 * @param kind {@code add}, {@code restart}, {@code move}, {@code keep} or {@code remove}
 * @param port the port the plan promised; 0 for none
 * @param host where the plan has it; empty for the host of the node that carries the rollout out
 */
public record InstanceOrder(int position, InstanceKey key, String kind, int port, String host) {
    public InstanceOrder {
        Objects.requireNonNull(key);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(host);
    }

    /** One that is placed where the rollout is carried out. */
    public InstanceOrder(int position, InstanceKey key, String kind, int port) {
        this(position, key, kind, port, "");
    }

    /** True if it is about an instance that runs, or ran, and is to run otherwise. */
    boolean restart() {
        return !kind.equals("add") && !kind.equals("keep") && !removal();
    }

    /** True if it is about an instance that is to have another port. */
    boolean move() {
        return kind.equals("move");
    }

    boolean removal() {
        return kind.equals("remove");
    }
}
