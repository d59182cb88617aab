/** Tests of what is taken over from other tools. */
@NullMarked
package org.mcpcoordinator.intake;

import org.jspecify.annotations.NullMarked;
