/** Tests of what is kept of sessions. */
@NullMarked
package org.mcpcoordinator.web.gateway.kept;

import org.jspecify.annotations.NullMarked;
