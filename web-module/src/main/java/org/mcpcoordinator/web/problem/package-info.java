/** Problems as they leave the product: RFC 9457, with the stable code of the catalogue. */
@NullMarked
package org.mcpcoordinator.web.problem;

import org.jspecify.annotations.NullMarked;
