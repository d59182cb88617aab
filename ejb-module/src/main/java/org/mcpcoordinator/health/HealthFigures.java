package org.mcpcoordinator.health;

/**
 * How well the watching itself goes.
 *
 * @param watched servers this node probes
 * @param sweepMillis how long ago the server was asked that has waited longest: the length of a sweep
 * @param overdue servers whose probe is late by more than half an interval
 * @param inFlight probes that wait for an answer now
 * @param probes asked since the start of the deployment
 */
public record HealthFigures(int watched, long sweepMillis, int overdue, int inFlight, long probes) {}
