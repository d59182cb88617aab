/** Rules that hold for all jobs. */
@NullMarked
package org.mcpcoordinator.batch;

import org.jspecify.annotations.NullMarked;
