/**
 * A client that speaks stdio only, at a server behind the gateway: lines on one side, Streamable HTTP on the other.
 *
 * <p>Takes: standard input, an address, a login. Gives: MCP on standard output and nothing else there. Flow: {@code
 * terminal -> *stdio* -> command}. Never: answers a question itself that the server could answer.
 */
@NullMarked
package org.mcpcoordinator.cli.stdio;

import org.jspecify.annotations.NullMarked;
