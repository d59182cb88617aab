/** Tests of the routes that follow from the fleet. */
@NullMarked
package org.mcpcoordinator.routing;

import org.jspecify.annotations.NullMarked;
