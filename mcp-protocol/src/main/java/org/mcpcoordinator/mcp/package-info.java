/** The words of MCP in both eras. */
@NullMarked
package org.mcpcoordinator.mcp;

import org.jspecify.annotations.NullMarked;
