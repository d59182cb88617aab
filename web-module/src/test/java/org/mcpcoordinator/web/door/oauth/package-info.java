/** Tests of tokens that others give. */
@NullMarked
package org.mcpcoordinator.web.door.oauth;

import org.jspecify.annotations.NullMarked;
