/** Tests of what timers share. */
@NullMarked
package org.mcpcoordinator.timer;

import org.jspecify.annotations.NullMarked;
