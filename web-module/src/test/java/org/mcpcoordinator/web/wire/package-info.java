@NullMarked
package org.mcpcoordinator.web.wire;

import org.jspecify.annotations.NullMarked;
