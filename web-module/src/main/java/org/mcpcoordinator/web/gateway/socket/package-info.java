/** MCP over WebSocket: each message of a connection is a request to {@code /mcp}, and what comes of it is sent back. */
@NullMarked
package org.mcpcoordinator.web.gateway.socket;

import org.jspecify.annotations.NullMarked;
