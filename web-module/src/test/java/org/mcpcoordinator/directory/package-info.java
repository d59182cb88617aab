/** Listings made by hand, for tests of doors. */
@NullMarked
package org.mcpcoordinator.directory;

import org.jspecify.annotations.NullMarked;
