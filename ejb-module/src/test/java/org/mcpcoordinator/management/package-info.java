@NullMarked
package org.mcpcoordinator.management;

import org.jspecify.annotations.NullMarked;
