/** Tests of the choice between copies. */
@NullMarked
package org.mcpcoordinator.balance;

import org.jspecify.annotations.NullMarked;
