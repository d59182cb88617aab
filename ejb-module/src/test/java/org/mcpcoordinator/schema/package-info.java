/** Tests of the schema. */
@NullMarked
package org.mcpcoordinator.schema;

import org.jspecify.annotations.NullMarked;
