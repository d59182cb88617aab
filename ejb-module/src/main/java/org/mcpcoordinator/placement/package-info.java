/**
 * Where what is wished runs: which host gets a copy, and what becomes of the copies of a host that dies or is emptied.
 *
 * <p>Takes: hosts with what they have and hold, and what is wanted.
 * <p>Gives: a host for each copy; rows of the fleet on other hosts.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> *placement* -> rollout -> runtime -> health -> routing -> insight}
 * <p>Never: talks to a host, or moves what has no reason to.
 */
@NullMarked
package org.mcpcoordinator.placement;

import org.jspecify.annotations.NullMarked;
