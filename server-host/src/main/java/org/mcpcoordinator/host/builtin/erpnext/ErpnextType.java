package org.mcpcoordinator.host.builtin.erpnext;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.host.builtin.http.JsonService;
import org.mcpcoordinator.mcp.server.Arguments;

/** The type {@code erpnext}. */
public final class ErpnextType implements BuiltinType {
    private final TypeSheet sheet = TypeSheet.beside(ErpnextType.class, "erpnext");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        if (config.find("base").isPresent()) {
            List<String> reports = config.texts("reports");
            return content(
                    "Documents of the ERPNext at " + config.text("base") + ".",
                    new FrappeDesk(service(config), reports),
                    config.texts("doctypes"),
                    reports,
                    config);
        }
        SampleBooks sample = new SampleBooks(
                config.text("theme", "trading"), config.number("seed", 0), config.number("documents", 40));
        List<String> kinds = sample.doctypes();
        for (String wanted : config.texts("doctypes")) {
            if (!kinds.contains(wanted)) {
                throw new BadConfig("doctypes: the sample has no " + wanted + "; it has " + String.join(", ", kinds));
            }
        }
        return content(
                "A local sample store of " + sample.about() + "; no ERPNext stands behind it.",
                new LocalDesk(sample, Clock.systemUTC()),
                config.texts("doctypes").isEmpty() ? kinds : config.texts("doctypes"),
                sample.reports(),
                config);
    }

    private static Content content(
            String about, Desk desk, List<String> doctypes, List<String> reports, Arguments config) {
        DeskTools tools = new DeskTools(desk, doctypes, reports, config.number("maxRows", 100));
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("list_doctypes", new Content.Offer.FromSheet(tools::listDoctypes));
        offers.put("list_documents", new Content.Offer.FromSheet(tools::list));
        offers.put("search_documents", new Content.Offer.FromSheet(tools::search));
        offers.put("count_documents", new Content.Offer.FromSheet(tools::count));
        offers.put("get_document", new Content.Offer.FromSheet(tools::get));
        if (!reports.isEmpty()) {
            offers.put("run_report", new Content.Offer.FromSheet(tools::report));
        }
        if (config.flag("write", false)) {
            offers.put("create_document", new Content.Offer.FromSheet(tools::create));
            offers.put("update_document", new Content.Offer.FromSheet(tools::update));
        }
        return Content.of(about, offers);
    }

    private static JsonService service(Arguments config) throws BadConfig {
        String secret = config.text("apiSecret");
        return JsonService.at(
                config.text("base"),
                Map.of("Authorization", "token " + config.text("apiKey") + ":" + secret),
                List.of(secret, config.text("apiKey")),
                Duration.ofMillis(config.number("timeoutMillis", 10_000)),
                config.number("maxBytes", 1 << 20));
    }
}
