/** Tests of the product on this machine. */
@NullMarked
package org.mcpcoordinator.cli.product;

import org.jspecify.annotations.NullMarked;
