/**
 * What can run: server definitions, ten categories, the port layout, revisions.
 *
 * <p>Takes: fleet files.
 * <p>Gives: definitions and revisions, or every mistake with its place.
 * <p>Flow: {@code access -> cluster -> *catalog* -> fleet -> rollout -> runtime -> health -> routing -> insight -> management}
 * <p>Never: starts anything.
 */
@NullMarked
package org.mcpcoordinator.catalog;

import org.jspecify.annotations.NullMarked;
