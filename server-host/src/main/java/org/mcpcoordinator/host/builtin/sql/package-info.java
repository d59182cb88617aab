/**
 * Type {@code sql}: questions to a database. Sample databases live in memory, are filled at the first question and are
 * forgotten again when many others are asked; the same seed fills them with the same rows.
 *
 * <p>Takes: statements. Gives: rows, cut at limits. Never: runs as an administrator of the database, writes when told to
 * read, opens the coordinator's own database.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.sql;

import org.jspecify.annotations.NullMarked;
