package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Points in time in all their spellings. */
final class TimeTools {
    /** Numbers beyond this are milliseconds, not seconds; as seconds it would be the year 5138. */
    private static final long SECONDS_END = 100_000_000_000L;

    private final Clock clock;
    private final ZoneId zone;

    TimeTools(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    ToolResult convert(Arguments arguments) {
        ZoneId wanted = arguments.find("zone").map(TimeTools::zone).orElse(zone);
        Instant instant = instant(arguments.text("time", "now"), wanted);
        ZonedDateTime there = instant.atZone(wanted);
        ObjectNode result = Json.object();
        result.put("iso", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there));
        result.put("utc", instant.toString());
        result.put("epochSeconds", instant.getEpochSecond());
        result.put("epochMillis", instant.toEpochMilli());
        result.put("zone", wanted.getId());
        result.put("weekday", there.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
        result.put("isoWeek", there.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        result.put("dayOfYear", there.getDayOfYear());
        return ToolResult.json(result.put("daylightSaving", wanted.getRules().isDaylightSavings(instant)));
    }

    ToolResult between(Arguments arguments) {
        Instant from = instant(arguments.text("from"), zone);
        Instant to = instant(arguments.text("to", "now"), zone);
        Duration duration = Duration.between(from, to);
        ObjectNode result = Json.object().put("iso", duration.toString());
        result.put("seconds", duration.toSeconds());
        result.put("days", duration.toDays());
        return ToolResult.json(result.put("words", (duration.isNegative() ? "minus " : "") + words(duration.abs())));
    }

    private static String words(Duration duration) {
        return duration.toDays() + " d " + duration.toHoursPart() + " h " + duration.toMinutesPart() + " min "
                + duration.toSecondsPart() + " s";
    }

    private Instant instant(String text, ZoneId local) {
        if ("now".equals(text)) {
            return clock.instant();
        }
        if (text.matches("-?\\d{1,17}")) {
            long number = Long.parseLong(text);
            return Math.abs(number) < SECONDS_END ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
        }
        List<Function<String, Instant>> spellings = List.of(
                given -> OffsetDateTime.parse(given).toInstant(),
                given -> ZonedDateTime.parse(given).toInstant(),
                given -> LocalDateTime.parse(given).atZone(local).toInstant(),
                given -> LocalDate.parse(given).atStartOfDay(local).toInstant(),
                given -> ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
        DateTimeException last = new DateTimeException("no spelling fits");
        for (Function<String, Instant> spelling : spellings) {
            try {
                return spelling.apply(text);
            } catch (DateTimeException other) {
                last = other;
            }
        }
        throw new ToolFailure(
                text + " is no time; write 2026-07-28T10:00:00Z, 2026-07-28, epoch seconds or milliseconds, or now",
                last);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new ToolFailure("zone: " + name + " is no time zone; write for example Asia/Bangkok", unknown);
        }
    }
}
