/**
 * Container images, run by the engine of this host: podman, without a service of root's.
 *
 * <p>Takes: an image by its digest, its arguments and variables, limits, a port on loopback.
 * <p>Gives: the words that start it, detached or at pipes; its identity, its first process, and how it ended.
 * <p>Flow: {@code *host.container* <- host.agent}
 * <p>Never: takes an image by a tag; puts a secret among words; hands out more rights than none.
 */
@NullMarked
package org.mcpcoordinator.host.container;

import org.jspecify.annotations.NullMarked;
