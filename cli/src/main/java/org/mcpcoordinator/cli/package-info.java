/** The command coordinator. */
@NullMarked
package org.mcpcoordinator.cli;

import org.jspecify.annotations.NullMarked;
