/** Tests of settings. */
@NullMarked
package org.mcpcoordinator.setting;

import org.jspecify.annotations.NullMarked;
