/** Tests of package cluster. */
@NullMarked
package org.mcpcoordinator.cluster;

import org.jspecify.annotations.NullMarked;
