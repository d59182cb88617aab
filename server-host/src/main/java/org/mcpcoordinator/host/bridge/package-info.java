/**
 * Puts programs that speak MCP over stdio behind MCP over HTTP, in both eras, on one listener of loopback for all.
 *
 * <p>Takes: the pipes of a program; HTTP requests that carry the bridge's secret.
 * <p>Gives: answers, whatever the eras of client and program are; ids and progress tokens are unique on each pipe.
 * <p>Flow: {@code host.agent -> *host.bridge* <- gateway and probes of WildFly}; inside {@code Bridge -> Bridged ->
 * LegacyDoor or ModernDoor -> Child -> Pipe}.
 * <p>Never: starts or ends a process; waits on an I/O thread; writes its secret anywhere.
 */
@NullMarked
package org.mcpcoordinator.host.bridge;

import org.jspecify.annotations.NullMarked;
