/**
 * Type {@code files}: documents below one root.
 *
 * <p>Takes: paths below the root. Gives: texts, cut at limits. Never: follows a path or a link out of the root, opens
 * anything but regular files.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.files;

import org.jspecify.annotations.NullMarked;
