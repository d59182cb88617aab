/** What several packages' tests need: a class loader that hides our extensions. */
@NullMarked
package org.mcpcoordinator.web.testing;

import org.jspecify.annotations.NullMarked;
