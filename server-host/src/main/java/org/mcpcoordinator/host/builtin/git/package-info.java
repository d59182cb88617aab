/**
 * The type {@code git}: the history of one repository, read with JGit; commits and branches only where that is allowed.
 *
 * <p>Takes: a repository's folder, or a theme of sample repositories.
 * <p>Gives: log, changes, blame, files at a revision, search, status.
 * <p>Never: runs a program, a hook or a filter; reads anybody's Git configuration but the repository's own; writes into a
 * work tree.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.git;

import org.jspecify.annotations.NullMarked;
