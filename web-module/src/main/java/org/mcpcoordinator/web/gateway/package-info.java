/** Passes MCP calls through to the servers: bytes, never threads. */
@NullMarked
package org.mcpcoordinator.web.gateway;

import org.jspecify.annotations.NullMarked;
