/** Tests of the sample fleet. */
@NullMarked
package org.mcpcoordinator.cli.sample;

import org.jspecify.annotations.NullMarked;
