/**
 * What was asked: plans, phases, gates, budgets, pause, abort.
 *
 * <p>Takes: plans and commands.
 * <p>Gives: wishes, verdicts, reports.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> *rollout* -> runtime -> health -> routing -> insight -> management}
 * <p>Never: starts a process.
 */
@NullMarked
package org.mcpcoordinator.rollout;

import org.jspecify.annotations.NullMarked;
