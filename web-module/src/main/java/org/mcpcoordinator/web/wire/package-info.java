/** The shapes in which instances, fleets and rollouts leave the product, the same in the REST API and in the live feed. */
@NullMarked
package org.mcpcoordinator.web.wire;

import org.jspecify.annotations.NullMarked;
