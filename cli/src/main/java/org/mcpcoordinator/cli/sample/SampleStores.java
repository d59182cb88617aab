package org.mcpcoordinator.cli.sample;

import java.util.List;

/**
 * Kinds of servers over small local stores that their types make themselves: repositories, mailboxes, topics, documents.
 * Every second round may write too.
 */
final class SampleStores {
    private SampleStores() {}

    /** Kinds of Git repositories. */
    static List<SampleKind> repositories() {
        return List.of(
                repository("website", "History of a company's web pages"),
                repository("firmware", "History of the program of a small device"),
                repository("recipes", "History of the recipes of a shared kitchen"),
                repository("infrastructure", "History of machines and networks as code"),
                repository("billing", "History of a service that writes invoices"),
                repository("mobile", "History of an app for telephones"),
                repository("game", "History of a small game"),
                repository("docs", "History of the documentation of a product"),
                repository("dataset", "History of measurements"),
                repository("library", "History of a library other programs use"),
                repository("robot", "History of how a robot moves"),
                repository("policies", "History of the rules of a company"));
    }

    /** Kinds of mailboxes. */
    static List<SampleKind> mailboxes() {
        return List.of(
                mailbox("helpdesk", "Questions of customers and the answers"),
                mailbox("sales", "Inquiries, offers and orders"),
                mailbox("travel", "Tickets, hotels and trips"),
                mailbox("hiring", "Applications and interviews"),
                mailbox("invoices", "Invoices and reminders"),
                mailbox("project", "Mails of a project team at work"),
                mailbox("school", "Mails of parents, teachers and pupils"),
                mailbox("clinic", "Appointments of an invented clinic"),
                mailbox("alerts", "Messages that machines send"),
                mailbox("newsletter", "Letters to many readers"),
                mailbox("logistics", "Mails about shipments on their way"),
                mailbox("community", "Mails of an association and its members"));
    }

    /** Kinds of invented companies with their documents. */
    static List<SampleKind> companies() {
        return List.of(
                company("trading", "Customers, items, orders and invoices of a trading company"),
                company("purchasing", "Suppliers and what is ordered from them"),
                company("stock", "Warehouses and what lies in them"),
                company("manufacturing", "Work orders and bills of material of a factory"),
                company("projects", "Projects, tasks and hours of a consultancy"),
                company("staff", "People of a company and their equipment"),
                company("clinic", "Patients and appointments of an invented clinic"),
                company("school", "Students, courses and results of a school"),
                company("nonprofit", "Members and donations of an association"),
                company("hotel", "Rooms and reservations of a hotel"),
                company("logistics", "Vehicles and trips of a carrier"),
                company("farm", "Crops and harvests of a farm"),
                company("maintenance", "Machines and their upkeep"),
                company("support", "Customers and their issues"));
    }

    /** Kinds of devices that tell their readings. */
    static List<SampleKind> topics() {
        return List.of(
                devices("home", "Lamps and sensors of a house"),
                devices("weather", "Weather stations"),
                devices("energy", "Meters of buildings"),
                devices("factory", "Machines of a factory"),
                devices("farm", "Fields and their pumps"),
                devices("fleet", "Vehicles on the road"),
                devices("parking", "Places of car parks"),
                devices("coldchain", "Refrigerated goods"),
                devices("lifts", "Lifts of tall buildings"),
                devices("water", "Wells and tanks"),
                devices("air", "Air quality in rooms"),
                devices("robots", "Robots in a warehouse"));
    }

    private static SampleKind repository(String theme, String description) {
        return new SampleKind(
                "git-" + theme,
                description + ", in a local sample repository",
                "git",
                (config, round, number) -> config.put("theme", theme)
                        .put("seed", number)
                        .put("commits", 10 + number % 5 * 8)
                        .put("write", round % 2 == 1));
    }

    private static SampleKind mailbox(String theme, String description) {
        return new SampleKind(
                "mail-" + theme, description + ", in a local sample mailbox", "mail", (config, round, number) -> {
                    config.put("theme", theme).put("seed", number).put("messages", 20 + number % 4 * 20);
                    if (round % 2 == 1) {
                        config.putArray("recipients").add("@example.org");
                    }
                });
    }

    private static SampleKind company(String theme, String description) {
        return new SampleKind(
                "biz-" + theme,
                description + ", in a local sample store",
                "erpnext",
                (config, round, number) -> config.put("theme", theme)
                        .put("seed", number)
                        .put("documents", 20 + number % 5 * 20)
                        .put("write", round % 2 == 1));
    }

    private static SampleKind devices(String theme, String description) {
        return new SampleKind(
                "iot-" + theme, description + ", in a local sample topic store", "mqtt", (config, round, number) -> {
                    config.put("theme", theme).put("seed", number).put("devices", 5 + number % 6 * 5);
                    if (round % 2 == 1) {
                        config.putArray("publish").add("#");
                    }
                });
    }
}
