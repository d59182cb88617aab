/** Tests of package catalog. */
@NullMarked
package org.mcpcoordinator.catalog;

import org.jspecify.annotations.NullMarked;
