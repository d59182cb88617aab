/** Tests of the job purge. */
@NullMarked
package org.mcpcoordinator.batch.purge;

import org.jspecify.annotations.NullMarked;
