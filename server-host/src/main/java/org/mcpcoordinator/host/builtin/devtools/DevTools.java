package org.mcpcoordinator.host.builtin.devtools;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.Tool;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** The type {@code devtools}. */
public final class DevTools implements BuiltinType {
    private static final Map<String, List<String>> PRESETS = Map.ofEntries(
            Map.entry("json", List.of("json_path", "json_format", "json_compare")),
            Map.entry("regex", List.of("regex_find", "regex_replace")),
            Map.entry("diff", List.of("text_diff", "json_compare")),
            Map.entry("hash", List.of("hash", "hmac")),
            Map.entry("encode", List.of("encode", "decode")),
            Map.entry("text", List.of("text_stats", "convert_case", "regex_find", "text_diff")),
            Map.entry("time", List.of("convert_time", "time_between")),
            Map.entry("identity", List.of("make_uuid", "read_jwt", "hash")),
            Map.entry("web", List.of("parse_url", "encode", "decode", "read_jwt")),
            Map.entry("release", List.of("compare_versions", "text_diff")),
            Map.entry("numbers", List.of("convert_number", "hash")));

    private final TypeSheet sheet = TypeSheet.beside(DevTools.class, "devtools");
    private final Clock clock;

    /** With the system's clock. */
    public DevTools() {
        this(Clock.systemUTC());
    }

    DevTools(Clock clock) {
        this.clock = clock;
    }

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        Map<String, Tool.Handler> all = handlers(zone(config));
        List<String> chosen = config.texts("tools");
        String preset = config.text("preset", "all");
        if (chosen.isEmpty()) {
            chosen = PRESETS.getOrDefault(preset, List.copyOf(all.keySet()));
        }
        int most = config.number("maxChars", 200_000);
        Map<String, Content.Offer> tools = new LinkedHashMap<>();
        for (String name : chosen) {
            Tool.Handler handler = all.get(name);
            if (handler == null) {
                throw new BadConfig("tools: there is no tool " + name);
            }
            tools.put(name, new Content.Offer.FromSheet(arguments -> handler.call(bounded(arguments, most))));
        }
        return Content.of("Developer tools: " + String.join(", ", tools.keySet()) + ".", tools);
    }

    private Map<String, Tool.Handler> handlers(ZoneId zone) {
        Map<String, Tool.Handler> all = new LinkedHashMap<>();
        all.put("json_path", JsonTools::path);
        all.put("json_format", JsonTools::format);
        all.put("json_compare", JsonTools::compare);
        all.put("regex_find", RegexTools::find);
        all.put("regex_replace", RegexTools::replace);
        all.put("text_diff", TextTools::diff);
        all.put("text_stats", TextTools::stats);
        all.put("convert_case", TextTools::convertCase);
        all.put("hash", CodeTools::hash);
        all.put("hmac", CodeTools::hmac);
        all.put("encode", CodeTools::encode);
        all.put("decode", CodeTools::decode);
        TimeTools times = new TimeTools(clock, zone);
        all.put("convert_time", times::convert);
        all.put("time_between", times::between);
        NameTools names = new NameTools(clock);
        all.put("make_uuid", names::makeUuid);
        all.put("read_jwt", names::readJwt);
        all.put("parse_url", NameTools::parseUrl);
        all.put("compare_versions", VersionTools::compare);
        all.put("convert_number", VersionTools::convertNumber);
        return all;
    }

    private static ZoneId zone(Arguments config) throws BadConfig {
        String zone = config.text("zone", "UTC");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new BadConfig("zone: " + zone + " is no time zone; write for example Asia/Bangkok");
        }
    }

    private static Arguments bounded(Arguments arguments, int most) {
        arguments.json().properties().forEach(field -> {
            if (field.getValue().isTextual() && field.getValue().textValue().length() > most) {
                throw new ToolFailure(field.getKey() + ": has "
                        + field.getValue().textValue().length() + " characters, at most " + most
                        + " are allowed here; send less");
            }
        });
        return arguments;
    }
}
