/** Tests of backup and restore. */
@NullMarked
package org.mcpcoordinator.upkeep;

import org.jspecify.annotations.NullMarked;
