package org.mcpcoordinator.host.builtin.erpnext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;

/** Where documents are kept. Kinds have been checked by the caller. */
interface Desk {
    /** Documents of a kind, as objects of the wanted fields. */
    JsonNode list(String doctype, Query query) throws InterruptedException;

    long count(String doctype, List<Filter> filters) throws InterruptedException;

    ObjectNode get(String doctype, String name) throws InterruptedException;

    ObjectNode create(String doctype, ObjectNode values) throws InterruptedException;

    ObjectNode update(String doctype, String name, ObjectNode values) throws InterruptedException;

    /** An object with {@code columns} and {@code result}. */
    ObjectNode report(String name, ObjectNode filters) throws InterruptedException;

    /** Which reports there are, where that is known. */
    List<String> reports();

    /**
     * A condition on a field.
     *
     * @param operator as Frappe writes it: {@code =}, {@code !=}, {@code <}, {@code like}, {@code in} ...
     * @param value text, number, truth value, or a list for {@code in}, {@code not in} and {@code between}
     */
    record Filter(String field, String operator, JsonNode value) {
        public Filter {
            Objects.requireNonNull(field);
            Objects.requireNonNull(operator);
            Objects.requireNonNull(value);
        }
    }

    /**
     * Which documents, and what of them.
     *
     * @param orderBy a field; with {@code descending}
     */
    record Query(List<Filter> filters, List<String> fields, String orderBy, boolean descending, int start, int limit) {
        public Query {
            filters = List.copyOf(filters);
            fields = List.copyOf(fields);
            Objects.requireNonNull(orderBy);
        }
    }
}
