/** Tests of the commands, against a small server that answers like the API. */
@NullMarked
package org.mcpcoordinator.cli.command;

import org.jspecify.annotations.NullMarked;
