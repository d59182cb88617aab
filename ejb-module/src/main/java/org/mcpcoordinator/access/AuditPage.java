package org.mcpcoordinator.access;

import java.util.List;

/**
 * A page of the audit trail.
 *
 * @param items newest first
 * @param total how many there are on all pages
 * @param page from 0 on
 * @param size asked for
 */
public record AuditPage(List<AuditEntry> items, long total, int page, int size) {
    public AuditPage {
        items = List.copyOf(items);
    }
}
