/** Tests of what is asked of an installation. */
@NullMarked
package org.mcpcoordinator.cli.api;

import org.jspecify.annotations.NullMarked;
