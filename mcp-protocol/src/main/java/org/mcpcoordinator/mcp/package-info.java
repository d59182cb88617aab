/**
 * The words of MCP in both eras: JSON-RPC frames, revisions, header and error rules.
 *
 * <p>Takes: bytes and headers as they stand on the wire.
 * <p>Gives: frames, the era of a request, error codes with their HTTP status.
 * <p>Flow: {@code *mcp* -> mcp.server, mcp.client}
 * <p>Never: opens a socket or a thread.
 */
@NullMarked
package org.mcpcoordinator.mcp;

import org.jspecify.annotations.NullMarked;
