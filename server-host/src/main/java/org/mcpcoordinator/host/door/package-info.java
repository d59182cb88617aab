/**
 * The agent's door on the network: one port of TLS by which other hosts reach the agent and the servers it runs, all of which
 * listen on loopback.
 *
 * <p>Takes: connections of whoever has the cluster's key; the name they ask for says where they want to.
 * <p>Gives: lines to the agent, and bytes to its servers and back, as they come.
 * <p>Flow: {@code nodes of other hosts -> *host.door* -> host.agent, servers}; inside {@code Door -> Caller -> Relay -> Flow}.
 * <p>Never: reads what it hands on; leads to a port that is none of the agent's own servers; waits on its thread.
 */
@NullMarked
package org.mcpcoordinator.host.door;

import org.jspecify.annotations.NullMarked;
