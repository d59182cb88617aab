/** Tests of the benches' own tools. */
@NullMarked
package org.mcpcoordinator.cli.bench;

import org.jspecify.annotations.NullMarked;
