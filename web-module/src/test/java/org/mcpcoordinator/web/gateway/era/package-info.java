/** Tests of what is told between the eras. */
@NullMarked
package org.mcpcoordinator.web.gateway.era;

import org.jspecify.annotations.NullMarked;
