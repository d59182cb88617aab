/** The built-in server types: what each is for, its tools and its limits. */
@NullMarked
package org.mcpcoordinator.host.builtin;

import org.jspecify.annotations.NullMarked;
