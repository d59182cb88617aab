/** Tests of what stands between a command and its caller. */
@NullMarked
package org.mcpcoordinator.cli.terminal;

import org.jspecify.annotations.NullMarked;
