@NullMarked
package org.mcpcoordinator.usage;

import org.jspecify.annotations.NullMarked;
