/**
 * Safe faults on a fleet that {@code up} started, each with a timed report of what it did.
 *
 * <p>Takes: a running product of this machine. Gives: a report. Flow: {@code product, api -> *drill* -> command}. Never:
 * touches another installation, or a process that the product does not name as its own.
 */
@NullMarked
package org.mcpcoordinator.cli.drill;

import org.jspecify.annotations.NullMarked;
