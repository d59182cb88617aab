/**
 * Who sleeps until called: keeps what servers offer, wakes them, and puts them to sleep when nobody calls.
 *
 * <p>Takes: instances that answer, calls for those that sleep, the gateway's traffic.
 * <p>Gives: stored offers, wishes to wake and to sleep.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> *standby* -> insight -> management}
 * <p>Never: starts or stops a process itself, holds a thread for a caller.
 */
@NullMarked
package org.mcpcoordinator.standby;

import org.jspecify.annotations.NullMarked;
