/** Tasks that servers have begun for callers: whose they are, and what was last heard of them. */
@NullMarked
package org.mcpcoordinator.web.gateway.tasks;

import org.jspecify.annotations.NullMarked;
