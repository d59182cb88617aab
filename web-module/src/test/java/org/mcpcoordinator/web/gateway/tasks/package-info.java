/** Tests of what is known of tasks. */
@NullMarked
package org.mcpcoordinator.web.gateway.tasks;

import org.jspecify.annotations.NullMarked;
