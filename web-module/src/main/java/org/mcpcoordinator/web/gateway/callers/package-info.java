/** Who calls how much: allowances, and what the first bytes of a message tell of it. */
@NullMarked
package org.mcpcoordinator.web.gateway.callers;

import org.jspecify.annotations.NullMarked;
