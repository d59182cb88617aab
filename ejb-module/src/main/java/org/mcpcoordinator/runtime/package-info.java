/**
 * PLANNED to STARTING: reconciles each host through its agent.
 *
 * <p>Takes: instances as wished, servers as observed.
 * <p>Gives: orders to agents, observations to the fleet.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> *runtime* -> health -> routing -> insight -> management}
 * <p>Never: judges health.
 */
@NullMarked
package org.mcpcoordinator.runtime;

import org.jspecify.annotations.NullMarked;
