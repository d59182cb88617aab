@NullMarked
package org.mcpcoordinator.web.api;

import org.jspecify.annotations.NullMarked;
