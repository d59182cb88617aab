/** Tests of what tools may say of themselves. */
@NullMarked
package org.mcpcoordinator.pinning;

import org.jspecify.annotations.NullMarked;
