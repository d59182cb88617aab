@NullMarked
package org.mcpcoordinator.insight;

import org.jspecify.annotations.NullMarked;
