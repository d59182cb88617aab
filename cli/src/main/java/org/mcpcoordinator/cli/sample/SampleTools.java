package org.mcpcoordinator.cli.sample;

import java.util.ArrayList;
import java.util.List;

/** Kinds of developer's tools: presets, and hand-picked sets; each round in another time zone. */
final class SampleTools {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Asia/Bangkok",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Tokyo",
            "Australia/Sydney",
            "Africa/Nairobi",
            "America/Sao_Paulo",
            "Europe/London",
            "Asia/Kolkata",
            "America/Los_Angeles",
            "Asia/Singapore",
            "Europe/Madrid",
            "Pacific/Auckland",
            "Africa/Lagos",
            "America/Bogota",
            "Asia/Dubai",
            "Europe/Helsinki",
            "Asia/Jakarta",
            "America/Chicago");

    private SampleTools() {}

    static SampleKind kind(String prefix, String preset, String description) {
        return new SampleKind(
                prefix + preset,
                description,
                "devtools",
                (config, round, number) -> config.put("preset", preset)
                        .put("zone", ZONES.get(round % ZONES.size()))
                        .put("title", title(prefix + preset, round))
                        .put("maxChars", 20_000 + round * 5_000));
    }

    static List<SampleKind> kinds() {
        List<SampleKind> kinds = new ArrayList<>(List.of(
                kind("dev-", "all", "Everything a developer looks up twice a day"),
                kind("dev-", "json", "Reading, formatting and comparing JSON"),
                kind("dev-", "regex", "Trying and applying regular expressions"),
                kind("dev-", "diff", "Comparing texts and JSON documents"),
                kind("dev-", "hash", "Digests and keyed digests"),
                kind("dev-", "encode", "Encoding and decoding"),
                kind("dev-", "text", "Counting, comparing and rewriting text"),
                kind("dev-", "time", "Times between zones"),
                kind("dev-", "identity", "Identifiers and tokens"),
                kind("dev-", "web", "Addresses and what they hold"),
                kind("dev-", "release", "Version numbers and release texts"),
                kind("dev-", "numbers", "Numbers in other systems")));
        kinds.add(picked("review", "What a reviewer needs", "text_diff", "json_compare", "compare_versions"));
        kinds.add(picked("signing", "What signing needs", "hash", "hmac", "encode", "read_jwt"));
        kinds.add(picked("logs", "What reading logs needs", "regex_find", "time_between", "parse_url"));
        kinds.add(picked("naming", "What naming things needs", "convert_case", "make_uuid", "text_stats"));
        kinds.add(picked("shipping", "What a release day needs", "compare_versions", "convert_time", "time_between"));
        kinds.add(picked("payload", "What looking into payloads needs", "json_path", "decode", "convert_number"));
        kinds.add(picked("rewrite", "What rewriting needs", "regex_replace", "convert_case", "json_format"));
        kinds.add(picked("clock", "What working across zones needs", "convert_time", "time_between", "make_uuid"));
        return List.copyOf(kinds);
    }

    private static SampleKind picked(String name, String description, String... tools) {
        return new SampleKind("dev-" + name, description, "devtools", (config, round, number) -> {
            List.of(tools).forEach(config.putArray("tools")::add);
            config.put("zone", ZONES.get(round % ZONES.size()))
                    .put("title", title("dev-" + name, round))
                    .put("maxChars", 20_000 + round * 5_000);
        });
    }

    private static String title(String name, int round) {
        String zone = ZONES.get(round % ZONES.size());
        String city = zone.substring(zone.indexOf('/') + 1).replace('_', ' ');
        return name.replace('-', ' ') + " tools, " + city;
    }
}
