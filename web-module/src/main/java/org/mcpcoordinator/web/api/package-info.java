/** The REST API below /api/v1. */
@NullMarked
package org.mcpcoordinator.web.api;

import org.jspecify.annotations.NullMarked;
