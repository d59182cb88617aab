/** Sessions of clients of the older revisions: whose they are, how long they last, and what becomes of them. */
@NullMarked
package org.mcpcoordinator.web.gateway.kept;

import org.jspecify.annotations.NullMarked;
