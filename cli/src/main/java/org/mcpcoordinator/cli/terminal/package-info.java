/**
 * What stands between a command and the person or script that called it.
 *
 * <p>Takes: arguments of the shell. Gives: printed answers, sentences of refusal, exit codes. Flow: {@code *terminal* ->
 * product, api -> command}. Never: knows what a command does.
 */
@NullMarked
package org.mcpcoordinator.cli.terminal;

import org.jspecify.annotations.NullMarked;
