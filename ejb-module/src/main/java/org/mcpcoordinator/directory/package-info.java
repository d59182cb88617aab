/**
 * What the fleet offers as one: tools, prompts and resources of all servers, each under a name that is its own.
 *
 * <p>Takes: instances that are let go, stored offers.
 * <p>Gives: immutable listings.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> standby -> *directory* -> insight -> management}
 * <p>Never: asks a server, or the database for a listing that somebody waits for.
 */
@NullMarked
package org.mcpcoordinator.directory;

import org.jspecify.annotations.NullMarked;
