/**
 * How it goes: metrics.
 *
 * <p>Takes: events of all packages.
 * <p>Gives: figures for Prometheus and the console.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> *insight* -> management}
 * <p>Never: slows down what it counts.
 */
@NullMarked
package org.mcpcoordinator.insight;

import org.jspecify.annotations.NullMarked;
