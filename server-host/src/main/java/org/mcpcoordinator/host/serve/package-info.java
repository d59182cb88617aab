/**
 * The process that serves many built-in MCP servers, each on its own port of loopback.
 *
 * <p>One set of I/O threads serves all of them, and each has a thread for its tools while it is at work; a driver tells
 * through a Unix socket what to serve. The process goes on serving when its driver goes away.
 *
 * <p>Takes: orders as JSON lines; MCP over HTTP.
 * <p>Gives: answers; a changed server keeps its port and finishes its old calls.
 * <p>Flow: {@code host.builtin -> *host.serve* <- host.agent}
 * <p>Never: listens beyond loopback; waits for a tool on an I/O thread.
 */
@NullMarked
package org.mcpcoordinator.host.serve;

import org.jspecify.annotations.NullMarked;
