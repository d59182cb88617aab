/**
 * Type {@code host}: the machine the server runs on.
 *
 * <p>Takes: nothing. Gives: figures of processor, memory, disks, processes and network. Never: shows command lines or
 * environments, which may hold secrets; changes anything.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.machine;

import org.jspecify.annotations.NullMarked;
