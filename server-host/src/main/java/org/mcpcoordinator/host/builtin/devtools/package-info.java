/**
 * Type {@code devtools}: what a developer looks up twice a day, without sending it to a stranger's page.
 *
 * <p>Takes: texts. Gives: texts. Never: evaluates anything, calls out, or runs longer than its input is long.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.devtools;

import org.jspecify.annotations.NullMarked;
