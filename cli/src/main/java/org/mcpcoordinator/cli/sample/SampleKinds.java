package org.mcpcoordinator.cli.sample;

import static org.mcpcoordinator.cli.sample.SampleKind.database;
import static org.mcpcoordinator.cli.sample.SampleKind.documents;
import static org.mcpcoordinator.cli.sample.SampleKind.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which kinds of servers each category has, in the order they are taken. */
final class SampleKinds {
    private static final Map<String, List<SampleKind>> BY_CATEGORY = new LinkedHashMap<>();

    static {
        BY_CATEGORY.put("database", databases());
        BY_CATEGORY.put("filesystem", folders());
        BY_CATEGORY.put("api", SampleApis.kinds());
        BY_CATEGORY.put("ai-ml", SampleModels.kinds());
        BY_CATEGORY.put("version-control", SampleStores.repositories());
        BY_CATEGORY.put("dev-tools", SampleTools.kinds());
        BY_CATEGORY.put("system-ops", machines());
        BY_CATEGORY.put("communication", SampleStores.mailboxes());
        BY_CATEGORY.put("business", SampleStores.companies());
        BY_CATEGORY.put("iot-hardware", SampleStores.topics());
    }

    private SampleKinds() {}

    /** Category ids in the order of the port layout. */
    static List<String> categories() {
        return List.copyOf(BY_CATEGORY.keySet());
    }

    static List<SampleKind> of(String category) {
        return BY_CATEGORY.getOrDefault(category, List.of());
    }

    private static List<SampleKind> databases() {
        return List.of(
                database("db-", "sales", "Orders, customers and products of a shop, to be asked in SQL"),
                database("db-", "library", "Books, readers and loans of a library"),
                database("db-", "weather", "Stations and their daily weather"),
                database("db-", "staff", "Departments, people and their posts"),
                database("db-", "inventory", "Warehouses, articles and stock movements"),
                database("db-", "clinic", "Appointments, doctors and treatments of an invented clinic"),
                database("db-", "school", "Classes, courses and marks"),
                database("db-", "flights", "Airports, flights and delays"),
                database("db-", "helpdesk", "Requests for help and how they were solved"),
                database("db-", "projects", "Projects, tasks and hours"));
    }

    private static List<SampleKind> folders() {
        return List.of(
                documents("docs-", "handbook", "Chapters of a staff handbook"),
                documents("docs-", "recipes", "Recipes with ingredients and steps"),
                documents("docs-", "contracts", "Contracts between invented companies"),
                documents("docs-", "invoices", "Invoices, one document each"),
                documents("docs-", "articles", "Articles of a magazine"),
                documents("docs-", "logs", "Log files of a web shop"),
                documents("docs-", "minutes", "Minutes of meetings"),
                documents("docs-", "manuals", "Manuals of household devices"),
                documents("docs-", "travel", "Travel diaries"),
                documents("docs-", "specifications", "Specifications of a software product"));
    }

    private static List<SampleKind> machines() {
        return List.of(
                machine("ops-", "overview", "Everything about this machine in one place"),
                machine("ops-", "cpu", "Processor load, and a check against a limit"),
                machine("ops-", "memory", "Memory in use, and a check against a limit"),
                machine("ops-", "disks", "Disks and their free space"),
                machine("ops-", "processes", "What runs here and what it takes"),
                machine("ops-", "network", "Interfaces and connections"),
                machine("ops-", "system", "Kernel, uptime and limits"),
                machine("ops-", "sensors", "Temperatures and fans, where the machine tells them"),
                machine("ops-", "capacity", "How much room is left before more is needed"),
                machine("ops-", "limits", "Limits of files, processes and memory"));
    }
}
