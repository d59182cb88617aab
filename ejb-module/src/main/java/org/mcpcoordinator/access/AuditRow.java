package org.mcpcoordinator.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of table audit_entry. Added, read, and nothing else: the application's role may not change or delete it. */
@Entity
@Table(name = "audit_entry")
class AuditRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column
    private Instant at = Instant.EPOCH;

    @Column(length = 64)
    private String who = "";

    @Column(length = 16)
    private String means = "";

    @Column(length = 64)
    private String action = "";

    @Column(length = 200)
    private String target = "";

    @Column(length = 64)
    private String outcome = "";

    @Column(length = 1000)
    private String detail = "";

    protected AuditRow() {}

    AuditRow(AuditEntry entry) {
        at = entry.at();
        who = PlainLine.of(entry.who(), 64);
        means = PlainLine.of(entry.means(), 16);
        action = PlainLine.of(entry.action(), 64);
        target = PlainLine.of(entry.target(), 200);
        outcome = PlainLine.of(entry.outcome(), 64);
        detail = PlainLine.of(entry.detail(), 1_000);
    }

    AuditEntry toEntry() {
        return new AuditEntry(id, at, who, means, action, target, outcome, detail);
    }
}
