/** Tests of the gateway: real servers, real sockets. */
@NullMarked
package org.mcpcoordinator.web.gateway;

import org.jspecify.annotations.NullMarked;
