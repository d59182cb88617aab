package org.mcpcoordinator.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** Row of table revision. Never changed. */
@Entity
@Table(name = "revision")
class RevisionRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(length = 64)
    private String fleet = "";

    private int number;

    @Column(length = 64)
    private String hash = "";

    @Column(length = 64)
    private String author = "";

    @Column(length = 1000)
    private String reason = "";

    @Column(name = "created_at")
    private Instant createdAt = Instant.EPOCH;

    @Column(columnDefinition = "text")
    private String document = "";

    protected RevisionRow() {}

    RevisionRow(FleetFile file, int number, String author, String reason, Instant at) {
        this.fleet = file.fleet();
        this.number = number;
        this.hash = file.hash();
        this.author = author;
        this.reason = reason;
        this.createdAt = at;
        this.document = file.document();
    }

    long id() {
        return id;
    }

    int number() {
        return number;
    }

    String hash() {
        return hash;
    }

    String document() {
        return document;
    }

    Revision toRevision(List<ServerDefinition> servers) {
        return new Revision(id, fleet, number, hash, author, reason, createdAt, servers);
    }
}
