/** Tests of what the fleet offers as one. */
@NullMarked
package org.mcpcoordinator.directory;

import org.jspecify.annotations.NullMarked;
