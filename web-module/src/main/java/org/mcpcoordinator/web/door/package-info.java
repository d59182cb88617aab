/** Decides who is asking, before anything else sees the request. */
@NullMarked
package org.mcpcoordinator.web.door;

import org.jspecify.annotations.NullMarked;
