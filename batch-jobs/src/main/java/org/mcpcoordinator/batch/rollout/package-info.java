/**
 * The jobs {@code rollout} (open, up to seven phases of wishes and a gate each, report) and {@code rollback} (the same with
 * one phase). The XML is the table of
 * contents; what is decided is decided by package rollout of ejb-module.
 */
@NullMarked
package org.mcpcoordinator.batch.rollout;

import org.jspecify.annotations.NullMarked;
