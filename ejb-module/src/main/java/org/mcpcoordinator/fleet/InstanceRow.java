package org.mcpcoordinator.fleet;

import jakarta.persistence.Column;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.IdClass;
import jakarta.persistence.SqlResultSetMapping;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/**
 * The row of an instance. Always detached from the persistence context once read: changes are made here by verbs and
 * written in bulk by {@link InstanceStore}.
 */
@Entity
@SqlResultSetMapping(
        name = InstanceRow.WITH_OTHER,
        entities = @EntityResult(entityClass = InstanceRow.class),
        columns = @ColumnResult(name = "other", type = String.class))
@Table(name = "instance")
@IdClass(InstanceRow.Id.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class InstanceRow {
    /** Rows with a column {@code other}: what is beside each, as JSON. */
    static final String WITH_OTHER = "instance with other";

    /** The primary key, as JPA wants it. */
    record Id(String server, int replica) {}

    @jakarta.persistence.Id
    String server;

    @jakarta.persistence.Id
    int replica;

    String fleet;
    String category;
    String host;
    int port;
    String endpoint;
    long generation;

    @Column(name = "definition_hash")
    String definitionHash;

    long revision;

    @Enumerated(EnumType.STRING)
    Desired desired;

    @Enumerated(EnumType.STRING)
    InstanceState state;

    @Enumerated(EnumType.STRING)
    Reason reason;

    String detail;
    Instant since;
    long pid;
    int attempt;
    int restarts;
    boolean draining;
    long epoch;
    boolean remote;

    @Column(name = "deadline_millis")
    int deadlineMillis;

    boolean held;
    int side;
    String way;

    @Column(name = "idle_seconds")
    int idleSeconds;

    @Embedded
    Retries retries = new Retries();

    /** The other generation, of the table {@code beside}; null if there is none. */
    @Transient
    @Nullable
    InstanceRow beside;

    InstanceRow() {}

    /** A row for an instance nobody wishes for yet. */
    static InstanceRow of(InstanceKey key) {
        InstanceRow row = new InstanceRow();
        row.server = key.server();
        row.replica = key.replica();
        return row;
    }

    /** The same, where one of that name was there before: its generations go on. */
    static InstanceRow after(InstanceKey key, long lastGeneration) {
        InstanceRow row = of(key);
        row.generation = lastGeneration;
        return row;
    }

    InstanceKey key() {
        return new InstanceKey(server, replica);
    }

    /** A next generation that is still held back is nobody's business yet. */
    Instance snapshot() {
        InstanceRow other = beside;
        return snapshot(other == null || other.held ? null : other.snapshot(null));
    }

    private Instance snapshot(@Nullable Instance other) {
        return new Instance(
                fleet,
                key(),
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
                other,
                retries.tries(),
                idleSeconds);
    }

    /** Is to be started on another port; until then it stays what it is. */
    void reseat(int newPort, Reseat seat, Instant now) {
        correct(newPort);
        restarts++;
        retries.await(seat.due(), now);
    }

    /** Has that port, whatever its record said so far; its process is none of this. */
    void correct(int newPort) {
        endpoint = endpoint.replaceFirst(":\\d+/", ":" + newPort + "/");
        port = newPort;
    }

    /** True if the wish is fulfilled already, or being fulfilled: nothing to write. */
    boolean fulfils(Wish wish) {
        return desired == Desired.RUNNING
                && state != InstanceState.FAILED
                && fleet.equals(wish.fleet())
                && host.equals(wish.host())
                && definitionHash.equals(wish.definition().hash());
    }

    /** Takes over the wish as a new generation; the port is settled by {@link #seat}. */
    void wish(Wish wish, Instant now) {
        ServerDefinition definition = wish.definition();
        fleet = wish.fleet();
        category = definition.category().id();
        host = wish.host();
        generation = Succession.newest(this) + 1;
        definitionHash = definition.hash();
        revision = wish.revision();
        desired = Desired.RUNNING;
        way = name(definition.way());
        remote = definition.way() instanceof Way.Url;
        deadlineMillis = (int) wish.deadline().toMillis();
        idleSeconds = definition.idleSeconds();
        draining = false;
        forgetProcess();
        retries.forget();
        begin(now);
    }

    /** True if callers are served by it now. */
    boolean serves() {
        return desired == Desired.RUNNING && state == InstanceState.HEALTHY && !draining && !held;
    }

    /** How a definition's way is called in the row. */
    static String name(Way way) {
        if (way instanceof Way.Builtin) {
            return "builtin";
        }
        return way instanceof Way.Program ? "command" : "url";
    }

    /** Gives the instance its address: the port it may use, 0 if it needs none. */
    void seat(int newPort, Way way) {
        port = newPort;
        endpoint = endpoint(way, newPort, key(), side);
    }

    /** No port is left for it: it fails alone. */
    void seatless(String sentence, Instant now) {
        port = 0;
        endpoint = "";
        held = false;
        move(InstanceState.FAILED, Reason.PORT_EXHAUSTED, sentence, now);
    }

    static String endpoint(Way way, int port, InstanceKey key, int side) {
        if (way instanceof Way.Url url) {
            return sse(url.transport()) + url.url();
        }
        if (way instanceof Way.Program command && command.transport() == Way.Transport.STDIO) {
            return Instance.STDIO + key.server() + "/" + key.replica() + "/" + side;
        }
        String path = way instanceof Way.Program command ? command.path() : "/mcp";
        String transport = way instanceof Way.Program program ? sse(program.transport()) : "";
        return port == 0 ? "" : transport + "http://127.0.0.1:" + port + path;
    }

    private static String sse(Way.Transport transport) {
        return transport == Way.Transport.SSE ? Instance.SSE : "";
    }

    /** From here the first answer is awaited: at once for a remote server, after its start for one of ours. */
    void begin(Instant now) {
        if (remote) {
            move(InstanceState.STARTING, Reason.AWAITING_FIRST_ANSWER, "", now);
        } else {
            move(InstanceState.PLANNED, Reason.WISHED, "", now);
        }
    }

    /** Is not to run any longer: at once stopped if there is nothing of ours to stop. */
    void end(Desired wished, Instant now) {
        if (beside != null && beside.side == side && !beside.held && beside.desired == Desired.RUNNING) {
            // The agent may have put the next one in its place already: what stops it must be newer.
            generation = beside.generation;
        }
        Succession.dismiss(this, now);
        desired = wished;
        boolean nothingToStop = remote || held;
        move(nothingToStop ? InstanceState.STOPPED : InstanceState.STOPPING, Reason.OPERATOR, "", now);
        if (nothingToStop) {
            forgetProcess();
        }
    }

    /** The process named so far is none of this instance's any more. */
    void forgetProcess() {
        pid = 0;
        attempt = 0;
    }

    /** Enters the state; {@code since} stays where it is if it was in that state already. */
    void move(InstanceState next, Reason why, String sentence, Instant now) {
        if (state != next) {
            since = now;
        }
        state = Objects.requireNonNull(next);
        reason = Objects.requireNonNull(why);
        detail = Objects.requireNonNull(sentence);
    }

    Duration deadline() {
        return Duration.ofMillis(deadlineMillis);
    }

    /** What is said of one that has been starting for longer than it may. */
    String late() {
        return "no answer within " + deadline().toSeconds() + " s of its start";
    }
}
