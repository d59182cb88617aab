package org.mcpcoordinator.cli.product;

import java.util.List;

/** What the product's nodes say and are told, through the product's API. */
public interface NodeDesk {
    /** Whether what answers at that address is ready for requests. */
    boolean ready(String url);

    /** Whether a node's own address says that it can do its work, be it drained or not. */
    boolean well(String url);

    /** Calls that a node's own address says are under way there; 0 where nothing listens, 1 where it does not tell. */
    long callsUnderWay(String url);

    /** The nodes as they tell of themselves, asked at an address of the product. */
    List<Seen> nodes(String url);

    /** Has that node take nothing new. */
    void drain(String url, String name);

    /** Lets that node take part again. */
    void undrain(String url, String name);

    /** Takes a node that has left off the list. */
    void forget(String url, String name);

    /**
     * One node, as it tells of itself.
     *
     * @param state UP, DRAINING, LEFT or DEAD
     * @param pid its process
     * @param sees revision and routes it knows: equal for nodes that agree
     */
    record Seen(String name, String state, long pid, String sees) {
        /** Whether it is heard, drained or not. */
        public boolean lives() {
            return state.equals("UP") || drained();
        }

        /** Whether it is heard, and takes nothing new. */
        public boolean drained() {
            return state.equals("DRAINING");
        }
    }
}
