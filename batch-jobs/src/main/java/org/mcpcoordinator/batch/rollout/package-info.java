/**
 * The job {@code rollout}: open, canary, up to six phases of wishes and a gate each, report. The XML is the table of
 * contents; what is decided is decided by package rollout of ejb-module.
 */
@NullMarked
package org.mcpcoordinator.batch.rollout;

import org.jspecify.annotations.NullMarked;
