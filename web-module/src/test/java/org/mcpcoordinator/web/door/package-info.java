/** Tests of the door: a real deployment, each way in and each refusal. */
@NullMarked
package org.mcpcoordinator.web.door;

import org.jspecify.annotations.NullMarked;
