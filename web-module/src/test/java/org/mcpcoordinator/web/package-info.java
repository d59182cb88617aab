/** Rules that hold for all doors. */
@NullMarked
package org.mcpcoordinator.web;

import org.jspecify.annotations.NullMarked;
