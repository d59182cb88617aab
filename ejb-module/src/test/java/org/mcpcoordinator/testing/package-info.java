/** What several packages' tests need: a real PostgreSQL. */
@NullMarked
package org.mcpcoordinator.testing;

import org.jspecify.annotations.NullMarked;
