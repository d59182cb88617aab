@NullMarked
package org.mcpcoordinator.host.bridge;

import org.jspecify.annotations.NullMarked;
