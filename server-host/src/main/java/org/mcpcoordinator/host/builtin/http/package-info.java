/**
 * Type {@code http-api}: one HTTP service behind a fence.
 *
 * <p>Takes: paths below a base. Gives: answers, cut at limits. Never: leaves the base, not even by a redirect.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.http;

import org.jspecify.annotations.NullMarked;
