/**
 * The console's files: no page is made here, only handed out so that browsers keep what cannot change.
 *
 * <p>Takes: requests below {@code /console/} and for {@code /}.
 * <p>Gives: files with media type, entity tag, lifetime and content security policy.
 * <p>Flow: browser {@code -> *console* ->} REST API and live feed.
 * <p>Never: asks who is asking; the files hold no secrets.
 */
@NullMarked
package org.mcpcoordinator.web.console;

import org.jspecify.annotations.NullMarked;
