@NullMarked
package org.mcpcoordinator.web.problem;

import org.jspecify.annotations.NullMarked;
