@NullMarked
package org.mcpcoordinator.host.store;

import org.jspecify.annotations.NullMarked;
