/** The process that serves many built-in MCP servers, each on its own port. */
@NullMarked
package org.mcpcoordinator.host.serve;

import org.jspecify.annotations.NullMarked;
