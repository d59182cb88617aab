package org.mcpcoordinator.access;

/** Port to whatever tells all nodes that something changed here; the cluster implements it. */
public interface Herald {
    /** Channel of {@link Tokens}: tokens were issued or revoked. */
    String TOKENS = "tokens";

    /** Channel of {@link Users}: the payload is the account's name; whoever remembers its password forgets it. */
    String USERS = "users";

    /** Channel of {@link Tries}: a password was wrong, or right after wrong ones, at another node. */
    String TRIES = "tries";

    /** Tells only the other nodes, at once; without others there is nobody to tell. */
    default void tellOthers(String channel, String payload) {}

    /** Tells it when the transaction under way commits, and never if it does not. */
    void tell(String channel, String payload);
}
