/** Tests of the fleet against a real PostgreSQL. */
@NullMarked
package org.mcpcoordinator.fleet;

import org.jspecify.annotations.NullMarked;
