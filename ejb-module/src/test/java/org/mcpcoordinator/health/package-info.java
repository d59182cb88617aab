/** Tests of the watch over the servers: real servers and sockets, time moved by hand. */
@NullMarked
package org.mcpcoordinator.health;

import org.jspecify.annotations.NullMarked;
