/**
 * The sample fleet: up to 1,000 servers over all ten categories that work with no internet and no extra software.
 *
 * <p>Takes: a number.
 * <p>Gives: a fleet file.
 * <p>Flow: {@code *cli.sample* -> fleet file -> catalog}
 * <p>Never: gives two servers the same type and configuration.
 */
@NullMarked
package org.mcpcoordinator.cli.sample;

import org.jspecify.annotations.NullMarked;
