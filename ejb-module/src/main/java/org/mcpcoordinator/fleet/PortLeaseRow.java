package org.mcpcoordinator.fleet;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** One reserved port of one host. Written in bulk by {@link PortLeaseStore}. */
@Entity
@Table(name = "port_lease")
@IdClass(PortLeaseRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class PortLeaseRow {
    /** The primary key, as JPA wants it. */
    record Key(String host, int port) {}

    @Id
    String host;

    @Id
    int port;

    String server;
    int replica;

    PortLeaseRow() {}
}
