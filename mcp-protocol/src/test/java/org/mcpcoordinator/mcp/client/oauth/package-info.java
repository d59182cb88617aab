/** Tests of the OAuth client against an authorization server made for them. */
@NullMarked
package org.mcpcoordinator.mcp.client.oauth;

import org.jspecify.annotations.NullMarked;
