/** The assembled product, seen from outside. */
@NullMarked
package org.mcpcoordinator.acceptance;

import org.jspecify.annotations.NullMarked;
