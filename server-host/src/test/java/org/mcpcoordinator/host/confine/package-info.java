@org.jspecify.annotations.NullMarked
package org.mcpcoordinator.host.confine;
