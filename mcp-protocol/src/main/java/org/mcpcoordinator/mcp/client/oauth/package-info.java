/**
 * OAuth 2.1 as a client of an MCP server needs it: who gives tokens for it is found out, a token is had and kept fresh.
 *
 * <p>Takes: a server's address, its refusal, and what we are known by at an authorization server.
 * <p>Gives: the value of {@code Authorization} for the next request.
 * <p>Flow: {@code mcp.client -> *mcp.client.oauth* -> gateway, whoever calls servers of others}
 * <p>Never: follows a redirect, or shows a secret to an authorization server it does not belong to.
 */
@NullMarked
package org.mcpcoordinator.mcp.client.oauth;

import org.jspecify.annotations.NullMarked;
