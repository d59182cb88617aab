package org.mcpcoordinator.testing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Tries;

/** A snapshot in the making: like another one but for what is said. */
public final class TestingInstance {
    private String fleet;
    private InstanceKey key;
    private String category;
    private String host;
    private int port;
    private String endpoint;
    private long generation;
    private String definitionHash;
    private long revision;
    private Desired desired;
    private InstanceState state;
    private Reason reason;
    private String detail;
    private Instant since;
    private long pid;
    private int attempt;
    private int restarts;
    private boolean draining;
    private long epoch;
    private int side;
    private @Nullable Instance beside;
    private @Nullable Tries tries;
    private int idleSeconds;

    private TestingInstance(Instance from) {
        fleet = from.fleet();
        key = from.key();
        category = from.category();
        host = from.host();
        port = from.port();
        endpoint = from.endpoint();
        generation = from.generation();
        definitionHash = from.definitionHash();
        revision = from.revision();
        desired = from.desired();
        state = from.state();
        reason = from.reason();
        detail = from.detail();
        since = from.since();
        pid = from.pid();
        attempt = from.attempt();
        restarts = from.restarts();
        draining = from.draining();
        epoch = from.epoch();
        side = from.side();
        beside = from.beside();
        tries = from.tries();
        idleSeconds = from.idleSeconds();
    }

    /** To begin with. */
    public static TestingInstance like(Instance from) {
        return new TestingInstance(from);
    }

    public TestingInstance named(InstanceKey itsKey) {
        key = itsKey;
        return this;
    }

    public TestingInstance of(String itsFleet, String itsCategory) {
        fleet = itsFleet;
        category = itsCategory;
        return this;
    }

    public TestingInstance at(int itsPort, String itsEndpoint) {
        port = itsPort;
        endpoint = itsEndpoint;
        return this;
    }

    public TestingInstance wished(long itsGeneration, int itsRestarts, Desired wish) {
        generation = itsGeneration;
        restarts = itsRestarts;
        desired = wish;
        return this;
    }

    public TestingInstance defined(String hash) {
        definitionHash = hash;
        return this;
    }

    public TestingInstance in(InstanceState itsState, Reason why, Instant moment) {
        state = itsState;
        reason = why;
        since = moment;
        return this;
    }

    public TestingInstance process(long itsPid, int itsAttempt) {
        pid = itsPid;
        attempt = itsAttempt;
        return this;
    }

    public TestingInstance drains() {
        draining = true;
        return this;
    }

    public TestingInstance side(int itsSide) {
        side = itsSide;
        return this;
    }

    public TestingInstance beside(@Nullable Instance another) {
        beside = another;
        return this;
    }

    public TestingInstance onDemand(int seconds) {
        idleSeconds = seconds;
        return this;
    }

    /** The snapshot. */
    public Instance made() {
        return new Instance(
                fleet,
                key,
                category,
                host,
                port,
                endpoint,
                generation,
                definitionHash,
                revision,
                desired,
                state,
                reason,
                detail,
                since,
                pid,
                attempt,
                restarts,
                draining,
                epoch,
                side,
                beside,
                tries,
                idleSeconds);
    }
}
