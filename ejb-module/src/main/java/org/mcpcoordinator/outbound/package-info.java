/**
 * Which addresses of remote servers are connected to, and that it is the very address that was looked at. Stands beside the
 * rooms: whoever connects to a host that somebody else has named asks here.
 */
@NullMarked
package org.mcpcoordinator.outbound;

import org.jspecify.annotations.NullMarked;
