@NullMarked
package org.mcpcoordinator.web.live;

import org.jspecify.annotations.NullMarked;
