package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mcpcoordinator.fleet.InstanceKey;

/** Measures what a test wants. */
final class TestingGauge implements Gauge {
    /** Low enough for every limit. */
    private static final Reading FINE = new Reading(10, "measured by a test");

    private final Measure measure;
    Supplier<Reading> reading = () -> FINE;
    /** What it was asked about, oldest first. */
    final List<Scope> asked = new ArrayList<>();

    Duration needs = Duration.ZERO;
    /** How much more one server would need. */
    double perServer;

    private TestingGauge(Measure measure) {
        this.measure = measure;
    }

    static Map<Measure, TestingGauge> all() {
        Map<Measure, TestingGauge> gauges = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            gauges.put(measure, new TestingGauge(measure));
        }
        return gauges;
    }

    void says(double value) {
        reading = () -> new Reading(value, "measured by a test");
    }

    /** The one is said of what the server is part of, the other of all else. */
    void says(double ofIt, InstanceKey server, double otherwise) {
        reading = () -> new Reading(
                asked.get(asked.size() - 1).servers().contains(server) ? ofIt : otherwise, "measured by a test");
    }

    @Override
    public Measure measure() {
        return measure;
    }

    @Override
    public Duration needs() {
        return needs;
    }

    @Override
    public Reading read(Scope over) {
        asked.add(over);
        return reading.get();
    }

    @Override
    public Reading with(int more) {
        Reading now = reading.get();
        return new Reading(now.value() + perServer * more, now.evidence());
    }
}
