package org.mcpcoordinator.host.builtin.mqtt;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** The type {@code mqtt}. */
public final class MqttType implements BuiltinType {
    private final TypeSheet sheet = TypeSheet.beside(MqttType.class, "mqtt");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        int maxBytes = config.number("maxBytes", 65_536);
        List<String> readable = filters(config, "topics");
        List<String> writable = filters(config, "publish");
        boolean sample = config.find("broker").isEmpty();
        String theme = config.text("theme", "home");
        Broker broker = sample
                ? new SampleBroker(theme, config.number("seed", 0), config.number("devices", 12), Clock.systemUTC())
                : new PahoBroker(
                        new PahoBroker.Account(
                                config.text("broker"),
                                config.text("user", ""),
                                config.text("password", ""),
                                config.number("timeoutMillis", 5_000),
                                maxBytes),
                        Clock.systemUTC());
        MqttTools tools = new MqttTools(
                broker,
                readable.isEmpty() ? List.of("#") : readable,
                writable,
                config.number("waitMillis", 2_000),
                maxBytes);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("list_topics", new Content.Offer.FromSheet(tools::listTopics));
        offers.put("read_topic", new Content.Offer.FromSheet(tools::readTopic));
        if (!writable.isEmpty()) {
            offers.put("publish", new Content.Offer.FromSheet(tools::publish));
        }
        String about = sample
                ? "A local sample topic store of " + SampleBroker.about(theme) + "; no broker stands behind it."
                : "Topics of the MQTT broker at " + config.text("broker") + ".";
        return Content.of(about, offers);
    }

    private static List<String> filters(Arguments config, String name) throws BadConfig {
        for (String filter : config.texts(name)) {
            try {
                Topics.filter(filter, name);
            } catch (ToolFailure wrong) {
                throw new BadConfig(String.valueOf(wrong.getMessage()));
            }
        }
        return config.texts(name);
    }
}
