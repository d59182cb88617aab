package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/** One instance of a rollout, in its order. Inserted in bulk; {@link TroubleStore} keeps how it fares. */
@Entity
@Table(name = "rollout_item")
@IdClass(ItemRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class ItemRow {
    /** The primary key, as JPA wants it. */
    record Key(long rolloutId, int position) {}

    @Id
    @Column(name = "rollout_id")
    long rolloutId;

    @Id
    int position;

    String server;
    int replica;
    String kind;
    int phase;
    int batch;
    int port;
    String host;
    int turn;

    @Column(name = "troubled_at")
    @Nullable
    Instant troubledAt;

    boolean failed;

    ItemRow() {}

    InstanceOrder order() {
        return new InstanceOrder(position, new InstanceKey(server, replica), kind, port, host);
    }
}
