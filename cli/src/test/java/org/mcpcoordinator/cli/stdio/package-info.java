@NullMarked
package org.mcpcoordinator.cli.stdio;

import org.jspecify.annotations.NullMarked;
