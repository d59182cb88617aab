/** Tests of drills. */
@NullMarked
package org.mcpcoordinator.cli.drill;

import org.jspecify.annotations.NullMarked;
