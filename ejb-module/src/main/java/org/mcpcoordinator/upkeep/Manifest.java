package org.mcpcoordinator.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The table of contents of an archive, its entry {@code manifest.json}.
 *
 * @param format always {@value #FORMAT}
 * @param version of the format
 * @param product that wrote it
 * @param schema the database's migrations at that time
 * @param createdAt when its snapshot was taken, by the database's clock
 * @param node that wrote it
 * @param hosts machines its instances were on
 * @param portBase first port of the layout
 * @param settings of the node that wrote it, for the reader; none of them is a secret
 * @param epochs newest epoch of each host's agent
 * @param tables what is in it
 * @param leftOut tables that would be in it with a passphrase
 * @param notes for whoever restores it
 * @param content checksum of the fleet: the same for archives of the same fleet
 * @param guard how its sealed entries are sealed; null if there are none
 */
record Manifest(
        String format,
        int version,
        String product,
        int schema,
        String createdAt,
        String node,
        List<String> hosts,
        int portBase,
        Map<String, String> settings,
        Map<String, Long> epochs,
        List<Table> tables,
        List<String> leftOut,
        List<String> notes,
        String content,
        @Nullable Guard guard) {
    static final String FORMAT = "coordinator-backup";
    static final int VERSION = 1;
    static final String PRODUCT = "0.1.0";
    static final String ENTRY = "manifest.json";
    static final String SIGNATURE = "manifest.hmac";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Manifest {
        hosts = List.copyOf(hosts);
        settings = Map.copyOf(settings);
        epochs = Map.copyOf(epochs);
        tables = List.copyOf(tables);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    /**
     * One table.
     *
     * @param name in schema coordinator
     * @param entry of the archive
     * @param columns in the order of the rows
     * @param rows how many lines
     * @param bytes of the entry, not compressed
     * @param sha256 of the entry, not compressed
     */
    record Table(String name, String entry, List<String> columns, long rows, long bytes, String sha256) {
        Table {
            Objects.requireNonNull(name);
            Objects.requireNonNull(entry);
            Objects.requireNonNull(sha256);
            columns = List.copyOf(columns);
        }
    }

    /**
     * How sealed entries are sealed.
     *
     * @param kdf function from passphrase to keys
     * @param iterations its cost
     * @param salt in Base64
     */
    record Guard(String kdf, int iterations, String salt) {
        Guard {
            Objects.requireNonNull(kdf);
            Objects.requireNonNull(salt);
        }
    }

    long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads it; refuses what is no manifest, and what a newer product wrote. */
    static Manifest read(byte[] json, int ourSchema) {
        try {
            Head head = JSON.readValue(json, Head.class);
            if (!FORMAT.equals(head.format)) {
                throw invalid("its manifest is not that of a backup of this product");
            }
            if (head.version > VERSION || head.schema > ourSchema) {
                throw new ProblemException(
                        ProblemCode.ARCHIVE_TOO_NEW,
                        "it was written by product " + head.product + " (format " + head.version + ", schema "
                                + head.schema + "); this one reads format " + VERSION + " and schema " + ourSchema
                                + ": restore it with that product or a newer one");
            }
            return JSON.readValue(json, Manifest.class);
        } catch (IOException | NullPointerException broken) {
            throw invalid("its manifest cannot be read: " + broken.getMessage());
        }
    }

    /** What can be read of any version. */
    private record Head(
            @Nullable String format, int version, @Nullable String product, int schema) {}

    private static ProblemException invalid(String why) {
        return new ProblemException(ProblemCode.ARCHIVE_INVALID, why);
    }
}
