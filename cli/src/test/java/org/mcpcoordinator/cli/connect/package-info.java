/** Tests of the clients' configuration files. */
@NullMarked
package org.mcpcoordinator.cli.connect;

import org.jspecify.annotations.NullMarked;
