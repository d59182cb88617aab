/** Tests of the job rollout. */
@NullMarked
package org.mcpcoordinator.batch.rollout;

import org.jspecify.annotations.NullMarked;
