/** Tests of rollouts against a real PostgreSQL. */
@NullMarked
package org.mcpcoordinator.rollout;

import org.jspecify.annotations.NullMarked;
