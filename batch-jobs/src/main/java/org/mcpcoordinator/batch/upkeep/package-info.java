/**
 * The jobs {@code backup} and {@code restore}: each writes or reads one archive. What is decided is decided by package upkeep
 * of ejb-module.
 */
@NullMarked
package org.mcpcoordinator.batch.upkeep;

import org.jspecify.annotations.NullMarked;
