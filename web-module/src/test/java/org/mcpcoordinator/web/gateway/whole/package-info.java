/** Tests of what clients of all servers are told without asking any. */
@NullMarked
package org.mcpcoordinator.web.gateway.whole;

import org.jspecify.annotations.NullMarked;
