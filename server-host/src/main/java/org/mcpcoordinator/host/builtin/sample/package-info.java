/**
 * Sample data for types that have nothing of the user's own to show: the same seed gives the same data on every machine.
 *
 * <p>Takes: a theme and a seed. Gives: names, dates, figures, sentences. Never: pretends to be anybody's real data.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.sample;

import org.jspecify.annotations.NullMarked;
