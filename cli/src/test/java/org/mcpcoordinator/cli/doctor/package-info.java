/** Tests of the doctor. */
@NullMarked
package org.mcpcoordinator.cli.doctor;

import org.jspecify.annotations.NullMarked;
