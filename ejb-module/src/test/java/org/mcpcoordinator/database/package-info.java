/** Tests of whether the database is there. */
@NullMarked
package org.mcpcoordinator.database;

import org.jspecify.annotations.NullMarked;
