package org.mcpcoordinator.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.mcpcoordinator.rollout.Gauge;
import org.mcpcoordinator.setting.Setting;

/** How many of the database's connections are busy, of those one node may open. In a transaction of its own. */
@Stateless
@Local(Gauge.class)
@PermitAll
public class PoolGauge implements Gauge {
    private static final int USUAL = 40;

    @Inject
    PoolStore store;

    @Override
    public Measure measure() {
        return Measure.POOL;
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Reading read(Scope over) {
        int most = Setting.number("coordinator.database.pool-max", USUAL, 1, 10_000);
        int busy = store.busy();
        return new Reading(busy * 100.0 / most, busy + " of " + most + " connections are busy");
    }

    @Override
    public Duration needs() {
        return Duration.ZERO;
    }

    @Override
    public Reading with(int more) {
        return Reading.none("servers open no connections to the database");
    }
}
