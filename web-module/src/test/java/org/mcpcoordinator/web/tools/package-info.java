/** Tests of the coordinator's own tools. */
@NullMarked
package org.mcpcoordinator.web.tools;

import org.jspecify.annotations.NullMarked;
