/**
 * The product's own MCP client as the official conformance suite starts it: one process for each scenario.
 *
 * <p>Takes: the address of the suite's server as argument, the scenario's name and context from the environment.
 * <p>Gives: exit code 0 if the client did what it was asked to.
 * <p>Flow: {@code conformance suite -> *conformance* -> mcp.client}
 * <p>Never: does anything of MCP or OAuth itself.
 */
@NullMarked
package org.mcpcoordinator.acceptance.conformance;

import org.jspecify.annotations.NullMarked;
