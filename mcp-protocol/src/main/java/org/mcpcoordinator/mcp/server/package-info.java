/**
 * A server of tools in both eras, without a transport: a question comes in, an answer or work goes out.
 *
 * <p>Takes: HTTP method, headers and body; tools with their schemas.
 * <p>Gives: an answer at once, or tool work that the transport runs where and as long as it sees fit.
 * <p>Flow: {@code mcp -> *mcp.server* -> host.serve}
 * <p>Never: blocks, unless its caller runs the work.
 */
@NullMarked
package org.mcpcoordinator.mcp.server;

import org.jspecify.annotations.NullMarked;
