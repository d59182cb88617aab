/**
 * Whether the database is there. Stands beside the rooms: while it is away nobody waits for it, and the log says so once.
 *
 * <p>Takes: failures of those who use the database.
 * <p>Gives: one answer for all of them, at once.
 * <p>Flow: {@code *database* (beside all)}
 * <p>Never: knows what is in it.
 */
@NullMarked
package org.mcpcoordinator.database;

import org.jspecify.annotations.NullMarked;
