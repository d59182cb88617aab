/** Where the server-host jar begins: picks the agent or the process that serves built-in servers. */
@NullMarked
package org.mcpcoordinator.host;

import org.jspecify.annotations.NullMarked;
