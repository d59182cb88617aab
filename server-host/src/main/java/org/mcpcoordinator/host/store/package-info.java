/**
 * Packages of other people, kept once per version, so that a server starts as one process and not by a package manager.
 *
 * <p>Takes: names of packages and versions of npm and PyPI.
 * <p>Gives: the direct command of a version that was installed by the package manager's own client and is still as it was.
 * <p>Never: runs an installation script, a shell, or what has changed since.
 */
@NullMarked
package org.mcpcoordinator.host.store;

import org.jspecify.annotations.NullMarked;
