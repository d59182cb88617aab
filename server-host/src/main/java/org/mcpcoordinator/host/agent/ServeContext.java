package org.mcpcoordinator.host.agent;

import java.time.Clock;

/**
 * What serve processes are kept with.
 *
 * @param settings of the agent
 * @param thread the keeper's
 * @param wire carries the control sockets
 * @param starts takes a line per start
 * @param outcome hears what becomes of servers
 * @param endings ends processes
 * @param launcher starts them
 * @param clock tells the time
 */
record ServeContext(
        AgentSettings settings,
        KeeperThread thread,
        Wire wire,
        StartsLog starts,
        Outcome outcome,
        Endings endings,
        ServeLauncher launcher,
        Clock clock) {}
