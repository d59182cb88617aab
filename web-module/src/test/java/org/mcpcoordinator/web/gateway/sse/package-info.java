/** Tests of what is told between the two transports of HTTP. */
@NullMarked
package org.mcpcoordinator.web.gateway.sse;

import org.jspecify.annotations.NullMarked;
