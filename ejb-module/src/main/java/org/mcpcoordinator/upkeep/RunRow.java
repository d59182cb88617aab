package org.mcpcoordinator.upkeep;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;

/** The row of a backup or restore. */
@Entity
@Table(name = "upkeep_run")
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by begin()
class RunRow {
    private static final int LONGEST_DETAIL = 2000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    @Enumerated(EnumType.STRING)
    Run.Kind kind;

    @Enumerated(EnumType.STRING)
    Run.State state;

    String node;
    String file;
    boolean replaces;
    boolean guarded;
    long bytes;
    long rows;
    String sha256 = "";
    String content = "";
    String code = "";
    String detail = "";

    @Column(name = "started_by")
    String startedBy;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    RunRow() {}

    static RunRow begin(Run.Kind kind, String node, boolean replaces, Caller who, Instant now) {
        RunRow row = new RunRow();
        row.kind = kind;
        row.state = Run.State.RUNNING;
        row.node = node;
        row.file = "";
        row.replaces = replaces;
        row.startedBy = who.name();
        row.startedAt = now;
        return row;
    }

    /** The archive is there, or has been read. */
    void holds(Archive archive) {
        guarded = archive.guarded();
        bytes = archive.bytes();
        rows = archive.rows();
        sha256 = archive.sha256();
        content = archive.content();
    }

    void end(Run.State ended, String problem, String said, Instant now) {
        state = ended;
        code = problem;
        detail = said.length() > LONGEST_DETAIL ? said.substring(0, LONGEST_DETAIL) : said;
        endedAt = now;
    }

    Run toRun() {
        return new Run(
                id, kind, state, node, file, replaces, guarded, bytes, rows, sha256, content, code, detail, startedBy,
                startedAt, endedAt);
    }
}
