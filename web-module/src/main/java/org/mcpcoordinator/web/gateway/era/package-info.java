/**
 * Carries requests of one era of MCP to servers that speak the other. {@link
 * org.mcpcoordinator.web.gateway.era.EraBridge} is what others call; everything runs on I/O threads and waits for nothing.
 */
@NullMarked
package org.mcpcoordinator.web.gateway.era;

import org.jspecify.annotations.NullMarked;
