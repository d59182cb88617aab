/**
 * What other tools know of servers: reads their files, and makes servers of a fleet of them.
 *
 * <p>Takes: files of clients, gateways, catalogues and registries; what one registry, named by a setting, has found.
 * <p>Gives: for each server what would become of it, and a fleet file of those that can run here.
 * <p>Flow: {@code access -> cluster -> catalog -> *intake* -> rollout}
 * <p>Never: trusts such a file: it names no secret of this installation, and nothing in it is looked up.
 */
@NullMarked
package org.mcpcoordinator.intake;

import org.jspecify.annotations.NullMarked;
