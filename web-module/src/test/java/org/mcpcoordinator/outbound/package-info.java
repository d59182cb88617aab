@NullMarked
package org.mcpcoordinator.outbound;

import org.jspecify.annotations.NullMarked;
