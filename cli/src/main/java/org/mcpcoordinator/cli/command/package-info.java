/**
 * The commands, one class each.
 *
 * <p>Takes: options and arguments. Gives: an exit code. Flow: {@code terminal -> product, api -> *command*}. Never: starts a
 * process or sends a request by itself.
 */
@NullMarked
package org.mcpcoordinator.cli.command;

import org.jspecify.annotations.NullMarked;
