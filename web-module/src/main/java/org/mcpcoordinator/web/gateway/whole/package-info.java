/** All servers as one: what a client says to all of them, and what it is told without asking any. */
@NullMarked
package org.mcpcoordinator.web.gateway.whole;

import org.jspecify.annotations.NullMarked;
