@NullMarked
package org.mcpcoordinator.mcp.client;

import org.jspecify.annotations.NullMarked;
