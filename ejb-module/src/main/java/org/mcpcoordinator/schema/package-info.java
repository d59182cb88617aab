/**
 * The schema, brought up to date before anything else of the application runs.
 *
 * <p>Takes: the migrations of db-migrations and the owner's data source.
 * <p>Gives: a schema that the entities fit.
 * <p>Flow: {@code *schema* (beside all)}
 * <p>Never: runs as the application's role.
 */
@NullMarked
package org.mcpcoordinator.schema;

import org.jspecify.annotations.NullMarked;
