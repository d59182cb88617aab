/**
 * What the timers of all rooms have in common: one turn at a time.
 *
 * <p>Takes: work to do.
 * <p>Gives: turns that do not overlap.
 * <p>Flow: {@code *timer* (beside all)}
 * <p>Never: knows what the work is about.
 */
@NullMarked
package org.mcpcoordinator.timer;

import org.jspecify.annotations.NullMarked;
