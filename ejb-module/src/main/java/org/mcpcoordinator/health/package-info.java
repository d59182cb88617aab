/**
 * STARTING to HEALTHY or FAILED: probes and verdicts.
 *
 * <p>Takes: instances that run.
 * <p>Gives: observations to the fleet.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> *health* -> routing -> insight -> management}
 * <p>Never: starts or stops anything, keeps a thread waiting.
 */
@NullMarked
package org.mcpcoordinator.health;

import org.jspecify.annotations.NullMarked;
