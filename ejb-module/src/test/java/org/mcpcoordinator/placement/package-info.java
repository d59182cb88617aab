/** Tests of placement: of figures alone, and against a real PostgreSQL. */
@NullMarked
package org.mcpcoordinator.placement;

import org.jspecify.annotations.NullMarked;
