/**
 * The configuration files of MCP clients: where each lies, what an entry looks like there, and how one is written
 * without touching anything else.
 *
 * <p>Takes: a server, an installation. Gives: an entry, or a changed file and its backup. Flow: {@code terminal, product ->
 * *connect* -> command}. Never: sends a request.
 */
@NullMarked
package org.mcpcoordinator.cli.connect;

import org.jspecify.annotations.NullMarked;
