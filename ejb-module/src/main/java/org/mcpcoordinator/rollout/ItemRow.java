package org.mcpcoordinator.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.mcpcoordinator.fleet.InstanceKey;

/** One instance of a rollout, in its order. Inserted in bulk; only its turn changes. */
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
    int turn;

    ItemRow() {}

    InstanceOrder order() {
        return new InstanceOrder(position, new InstanceKey(server, replica), kind, port);
    }
}
