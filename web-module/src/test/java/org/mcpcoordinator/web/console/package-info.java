/** The console's files: complete, in both languages, served so that browsers keep them. */
@NullMarked
package org.mcpcoordinator.web.console;

import org.jspecify.annotations.NullMarked;
