package org.mcpcoordinator.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** Row of table server_definition. Written in bulk by {@link CatalogStore}, never changed. */
@Entity
@Table(name = "server_definition")
@IdClass(DefinitionRow.Key.class)
class DefinitionRow {
    @Id
    @Column(name = "revision_id")
    private long revisionId;

    @Id
    @Column(length = 24)
    private String name = "";

    @Column
    private int position;

    @Column(length = 32)
    private String category = "";

    @Column
    private int ports;

    @Column(length = 64)
    private String hash = "";

    @Column(columnDefinition = "text")
    private String document = "";

    /** A server's name is unique within a revision. */
    static final class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private long revisionId;
        private String name = "";

        Key() {}

        Key(long revisionId, String name) {
            this.revisionId = revisionId;
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.revisionId == revisionId && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(revisionId, name);
        }
    }
}
