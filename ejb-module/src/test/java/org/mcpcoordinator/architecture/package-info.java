/** The rules of the house, checked on the compiled classes. */
@NullMarked
package org.mcpcoordinator.architecture;

import org.jspecify.annotations.NullMarked;
