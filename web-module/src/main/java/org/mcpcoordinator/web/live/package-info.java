/** The feed of the console: what moved, as it moves. */
@NullMarked
package org.mcpcoordinator.web.live;

import org.jspecify.annotations.NullMarked;
