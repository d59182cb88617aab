/** Tests of what clients of all servers are told without asking any. */
@NullMarked
package org.mcpcoordinator.web.gateway.callers;

import org.jspecify.annotations.NullMarked;
