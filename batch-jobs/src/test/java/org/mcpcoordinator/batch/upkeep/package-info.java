/** Tests of the jobs backup and restore. */
@NullMarked
package org.mcpcoordinator.batch.upkeep;

import org.jspecify.annotations.NullMarked;
