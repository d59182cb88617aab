/**
 * What a client of one MCP server needs: requests in either era, answers read, the era found out.
 *
 * <p>Takes: a method and its parameters; status, content type and bytes of an answer.
 * <p>Gives: headers and bytes to send; a result, a failure, or why neither could be read.
 * <p>Flow: {@code mcp -> *mcp.client* -> health probes, the API's calls, the command line}
 * <p>Never: keeps a connection open between calls by itself.
 */
@NullMarked
package org.mcpcoordinator.mcp.client;

import org.jspecify.annotations.NullMarked;
