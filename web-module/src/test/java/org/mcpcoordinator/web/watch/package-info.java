@NullMarked
package org.mcpcoordinator.web.watch;

import org.jspecify.annotations.NullMarked;
