/**
 * The coordinator as an MCP server: what an agent may see and do of the fleet, by the same desks and with the same rights as
 * the REST API.
 */
@NullMarked
package org.mcpcoordinator.web.tools;

import org.jspecify.annotations.NullMarked;
