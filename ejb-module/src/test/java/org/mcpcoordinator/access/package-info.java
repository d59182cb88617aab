/** Tests of package access. */
@NullMarked
package org.mcpcoordinator.access;

import org.jspecify.annotations.NullMarked;
