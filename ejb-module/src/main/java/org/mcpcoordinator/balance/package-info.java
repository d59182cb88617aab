/**
 * Which copy of a server is called, and what keeps one that is ill from harming its callers and all others.
 *
 * <p>Takes: route tables; how each call went.
 * <p>Gives: a copy for each call, leave to send a call once more, and how each copy does.
 * <p>Flow: {@code health -> routing -> *balance* -> directory -> insight}
 * <p>Never: sends a call to another server than the one that was asked for.
 */
@NullMarked
package org.mcpcoordinator.balance;

import org.jspecify.annotations.NullMarked;
