/**
 * Backup and restore of the installation.
 *
 * <p>Takes: a wish for an archive, or an archive.
 * <p>Gives: one portable file with everything the fleet is, checksummed; and the fleet that is in such a file.
 * <p>Flow: {@code catalog -> fleet -> rollout -> runtime -> health -> routing -> *upkeep* -> insight}
 * <p>Never: writes a secret in clear, or touches anything before an archive has been checked as a whole.
 */
@NullMarked
package org.mcpcoordinator.upkeep;

import org.jspecify.annotations.NullMarked;
