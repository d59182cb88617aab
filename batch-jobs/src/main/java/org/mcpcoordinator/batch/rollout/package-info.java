/** The job rollout: canary, phases, gates, report. */
@NullMarked
package org.mcpcoordinator.batch.rollout;

import org.jspecify.annotations.NullMarked;
