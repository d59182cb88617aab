/**
 * The built-in server types: what each is for, its settings, its tools and its limits.
 *
 * <p>A type is a sheet (a JSON resource beside its class: words, settings schema, tools) and the handlers of its tools.
 * {@code builtin-types.md} in the jar tells people the same.
 *
 * <p>Takes: a type's name and settings.
 * <p>Gives: an MCP server with its tools, or what is wrong with the settings.
 * <p>Flow: {@code mcp.server -> *host.builtin* -> host.serve}
 * <p>Never: opens anything before the first call; trusts an argument.
 */
@NullMarked
package org.mcpcoordinator.host.builtin;

import org.jspecify.annotations.NullMarked;
