/**
 * The host agent: keeps the servers of one host as last wished, whether or not WildFly is there.
 *
 * <p>Takes: orders over a Unix socket, one JSON object per line.
 * <p>Gives: running processes, their states, {@code starts.log}.
 * <p>Flow: {@code AgentDoor -> Keeper -> CommandRunner, PipeRunner or BuiltinRunner -> Keeper -> StatusBoard}; one thread, the
 * keeper's, owns all state, the others only carry.
 * <p>Never: judges health, writes a secret to a file, starts a shell.
 */
@NullMarked
package org.mcpcoordinator.host.agent;

import org.jspecify.annotations.NullMarked;
