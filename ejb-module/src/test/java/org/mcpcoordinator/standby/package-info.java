/** Tests of servers on demand. */
@NullMarked
package org.mcpcoordinator.standby;

import org.jspecify.annotations.NullMarked;
