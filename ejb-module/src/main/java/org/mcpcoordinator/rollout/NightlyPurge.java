package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.cluster.Leases;

/** Purges the job repository in its hour of the night, on whichever node is the first to want to. */
@Dependent
class NightlyPurge {
    /** Who it is in the audit trail: nobody asked. */
    static final Caller NIGHT = new Caller("coordinator", Role.ADMIN, "timer");

    /** Longer than clocks of nodes differ, and never given back: the others find it taken. */
    private static final Duration LEASE = Duration.ofMinutes(30);

    private final JobRecords records;
    private final Leases leases;
    private final Audit audit;
    private final Clock clock;

    @Inject
    NightlyPurge(JobRecords records, Leases leases, Audit audit, Clock clock) {
        this.records = records;
        this.leases = leases;
        this.audit = audit;
        this.clock = clock;
    }

    /** Does it if it is time, and no other node does; to be called once in each hour. */
    void turn(PurgeConfig config, ZoneId zone) {
        boolean now = clock.instant().atZone(zone).getHour() == config.hour();
        if (config.days() == 0 || !now || leases.acquire("purge", LEASE).isEmpty()) {
            return;
        }
        int deleted = records.purge(config.days());
        audit.record(
                NIGHT, "jobs.purge", "job repository", "ok", deleted + " jobs older than " + config.days() + " days");
    }
}
