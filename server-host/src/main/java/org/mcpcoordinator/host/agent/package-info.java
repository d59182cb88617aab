/** The host agent: keeps the servers of one host as last wished, whether or not WildFly is there. */
@NullMarked
package org.mcpcoordinator.host.agent;

import org.jspecify.annotations.NullMarked;
