/**
 * What was called, by whom: sums and, line by line, a trail.
 *
 * <p>Takes: calls that are over, from the gateway.
 * <p>Gives: who called what how often, and when.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> *usage* -> insight -> management}
 * <p>Never: keeps arguments or results, or holds a call up.
 */
@NullMarked
package org.mcpcoordinator.usage;

import org.jspecify.annotations.NullMarked;
