package org.mcpcoordinator.cli.sample;

import static org.mcpcoordinator.cli.sample.SampleKind.database;
import static org.mcpcoordinator.cli.sample.SampleKind.documents;
import static org.mcpcoordinator.cli.sample.SampleKind.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which kinds of servers each category has, in the order they are taken. */
final class SampleKinds {
    private static final Map<String, List<SampleKind>> BY_CATEGORY = new LinkedHashMap<>();

    /** Categories whose own type is not there yet; five of their kinds' types stand in. */
    private static final Map<String, String> COMES_LATER = Map.of(
            "ai-ml", "llm",
            "version-control", "git",
            "communication", "mail",
            "business", "erpnext",
            "iot-hardware", "mqtt");

    static {
        BY_CATEGORY.put("database", databases());
        BY_CATEGORY.put("filesystem", folders());
        BY_CATEGORY.put("api", SampleApis.kinds());
        BY_CATEGORY.put("ai-ml", artificial());
        BY_CATEGORY.put("version-control", versions());
        BY_CATEGORY.put("dev-tools", SampleTools.kinds());
        BY_CATEGORY.put("system-ops", machines());
        BY_CATEGORY.put("communication", communication());
        BY_CATEGORY.put("business", business());
        BY_CATEGORY.put("iot-hardware", things());
    }

    private SampleKinds() {}

    /** Category ids in the order of the port layout. */
    static List<String> categories() {
        return List.copyOf(BY_CATEGORY.keySet());
    }

    static List<SampleKind> of(String category) {
        return BY_CATEGORY.getOrDefault(category, List.of());
    }

    /** The built-in type that will be the category's own in a later version. */
    static Optional<String> comesLater(String category) {
        return Optional.ofNullable(COMES_LATER.get(category));
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

    private static List<SampleKind> artificial() {
        return List.of(
                documents("ai-", "prompts", "Prompts that were found useful"),
                database("ai-", "experiments", "Runs of experiments with parameters and scores"),
                SampleTools.kind("ai-", "text", "Counting and comparing texts before a model sees them"),
                documents("ai-", "playbooks", "Playbooks for agents at work"),
                SampleTools.kind("ai-", "json", "Checking what a model answered in JSON"),
                documents("ai-", "articles", "Articles to summarise"),
                SampleTools.kind("ai-", "numbers", "Figures in other number systems"),
                database("ai-", "messages", "Conversations to be analysed"));
    }

    private static List<SampleKind> versions() {
        return List.of(
                database("vc-", "commits", "Commits, authors and changed files of invented projects"),
                documents("vc-", "changelogs", "What changed from release to release"),
                SampleTools.kind("vc-", "diff", "Comparing texts and JSON documents"),
                SampleTools.kind("vc-", "release", "Comparing version numbers and release texts"),
                documents("vc-", "specifications", "Specifications under version control"),
                SampleTools.kind("vc-", "hash", "Digests, as version control takes them"),
                database("vc-", "projects", "Projects and the tasks their branches are for"),
                documents("vc-", "tickets", "Tickets that commits refer to"));
    }

    private static List<SampleKind> communication() {
        return List.of(
                database("talk-", "messages", "Messages between colleagues"),
                documents("talk-", "announcements", "Announcements to everybody"),
                documents("talk-", "minutes", "Minutes to be sent round"),
                database("talk-", "helpdesk", "Questions that came in and their answers"),
                documents("talk-", "tickets", "Conversations with customers"),
                SampleTools.kind("talk-", "encode", "What is inside encoded mail parts"),
                SampleTools.kind("talk-", "time", "When a meeting is, in everybody's zone"),
                documents("talk-", "travel", "Letters from travellers"));
    }

    private static List<SampleKind> business() {
        return List.of(
                database("biz-", "sales", "Orders and turnover of an invented company"),
                database("biz-", "inventory", "Stock and its movements"),
                documents("biz-", "invoices", "Invoices sent to customers"),
                documents("biz-", "contracts", "Contracts and their terms"),
                database("biz-", "staff", "People, posts and departments"),
                database("biz-", "projects", "Projects, budgets and hours"),
                documents("biz-", "handbook", "How the company works"),
                database("biz-", "fleetcars", "Company cars, trips and costs"));
    }

    private static List<SampleKind> things() {
        return List.of(
                database("iot-", "sensors", "Measurements of sensors in a building"),
                database("iot-", "energy", "Meters and what they counted"),
                documents("iot-", "readings", "Readings as devices wrote them down"),
                machine("iot-this-", "sensors", "Temperatures and fans of this very machine"),
                database("iot-", "weather", "Weather stations and their readings"),
                database("iot-", "fleetcars", "Cars that report where they are"),
                documents("iot-", "manuals", "Manuals of the devices"),
                documents("iot-", "logs", "Log files of gateways"));
    }
}
