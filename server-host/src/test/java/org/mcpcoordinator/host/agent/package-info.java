/** The agent with real processes, real sockets and real deaths. */
package org.mcpcoordinator.host.agent;
