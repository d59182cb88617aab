package org.mcpcoordinator.upkeep;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of the archive, and how its rows get out and in again. All columns are taken but those named, so that a new column
 * is in the archive from the day it is there.
 *
 * @param name in schema coordinator
 * @param only condition of the rows that are archived; {@code t} is the row
 * @param order of its rows, the same in every database
 * @param left columns that tell of a moment or a machine and not of the fleet
 * @param reads how a column is read where it is not read as it is
 * @param writes how a column is written where it is not written as it was read; {@code r} is the row of the archive
 * @param emptied true if a restore empties it before; false if it adds to it what is not there
 * @param guarded true if it goes into an archive only under a passphrase
 * @param otherwise what ends its INSERT
 */
record ArchivedTable(
        String name,
        String only,
        String order,
        Set<String> left,
        Map<String, String> reads,
        Map<String, String> writes,
        boolean emptied,
        boolean guarded,
        String otherwise) {
    ArchivedTable {
        left = Set.copyOf(left);
        reads = Map.copyOf(reads);
        writes = Map.copyOf(new LinkedHashMap<>(writes));
    }

    /** A table of the fleet: replaced as a whole. */
    static ArchivedTable ofFleet(String name, String order) {
        return new ArchivedTable(name, "true", order, Set.of(), Map.of(), Map.of(), true, false, "");
    }

    /** A table that a restore adds to: what is there stays. */
    static ArchivedTable added(String name, String order, boolean guarded, String otherwise) {
        return new ArchivedTable(name, "true", order, Set.of(), Map.of(), Map.of(), false, guarded, otherwise);
    }

    ArchivedTable where(String condition) {
        return new ArchivedTable(name, condition, order, left, reads, writes, emptied, guarded, otherwise);
    }

    ArchivedTable without(String... columns) {
        return new ArchivedTable(name, only, order, Set.of(columns), reads, writes, emptied, guarded, otherwise);
    }

    ArchivedTable reading(Map<String, String> expressions) {
        return new ArchivedTable(name, only, order, left, expressions, writes, emptied, guarded, otherwise);
    }

    ArchivedTable writing(Map<String, String> expressions) {
        return new ArchivedTable(name, only, order, left, reads, expressions, emptied, guarded, otherwise);
    }

    /** Name of its entry. */
    String entry() {
        return name + (guarded ? ".sealed" : ".jsonl");
    }

    /** Gives each row as one line of JSON. */
    String select(List<String> columns) {
        String list = columns.stream()
                .map(column -> reads.getOrDefault(column, "t." + quoted(column)) + " AS " + quoted(column))
                .collect(Collectors.joining(", "));
        return "SELECT row_to_json(r)::text FROM (SELECT " + list + " FROM coordinator." + name + " t WHERE " + only
                + " ORDER BY " + order + ") r";
    }

    /** Puts rows in; its one parameter is a JSON array of them. */
    String insert(List<String> columns) {
        Set<String> all = new LinkedHashSet<>(columns);
        all.addAll(writes.keySet());
        return "INSERT INTO coordinator." + name + " ("
                + all.stream().map(ArchivedTable::quoted).collect(Collectors.joining(", "))
                + ") OVERRIDING SYSTEM VALUE SELECT "
                + all.stream()
                        .map(column -> writes.getOrDefault(column, "r." + quoted(column)))
                        .collect(Collectors.joining(", "))
                + " FROM json_populate_recordset(NULL::coordinator." + name + ", ?::json) r " + otherwise;
    }

    private static String quoted(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }
}
