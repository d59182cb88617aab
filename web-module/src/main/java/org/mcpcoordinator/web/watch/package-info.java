/** What those who watch from outside ask for: health and metrics. */
@NullMarked
package org.mcpcoordinator.web.watch;

import org.jspecify.annotations.NullMarked;
