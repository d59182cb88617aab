/**
 * HEALTHY to routed: the route table the gateway reads.
 *
 * <p>Takes: InstanceMoved events.
 * <p>Gives: immutable route tables.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> *routing* -> insight -> management}
 * <p>Never: asks the database on a call.
 */
@NullMarked
package org.mcpcoordinator.routing;

import org.jspecify.annotations.NullMarked;
