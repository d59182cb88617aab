/** Tests of what can be found. */
@NullMarked
package org.mcpcoordinator.finding;

import org.jspecify.annotations.NullMarked;
