/**
 * What runs where: instances and their one state machine.
 *
 * <p>Takes: wishes and observations.
 * <p>Gives: instances and InstanceMoved events.
 * <p>Flow: {@code access -> cluster -> catalog -> *fleet* -> rollout -> runtime -> health -> routing -> insight -> management}
 * <p>Never: talks to a host.
 */
@NullMarked
package org.mcpcoordinator.fleet;

import org.jspecify.annotations.NullMarked;
