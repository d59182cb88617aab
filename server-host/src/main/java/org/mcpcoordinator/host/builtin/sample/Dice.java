package org.mcpcoordinator.host.builtin.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.Json;

/** Draws words, figures and dates from a seed; equal seeds draw equal things. Not for several threads. */
public final class Dice {
    private static final Map<String, List<String>> WORDS = words();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)(?::([^}]*))?}");
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 1);
    private static final int DAYS = 1000;

    private final SplittableRandom random;

    /** Dice for this subject; another salt draws other things from the same seed. */
    public Dice(long seed, String salt) {
        this.random = new SplittableRandom(seed * 1_000_003 + salt.hashCode());
    }

    /** A whole number, both bounds included. */
    public int number(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** A number between the bounds. */
    public double real(double least, double most) {
        return random.nextDouble(least, most);
    }

    /** One of the list. */
    public <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A word of a kind: first, last, city, company, noun, adjective, verb, product, street, country. */
    public String word(String kind) {
        return pick(Objects.requireNonNull(WORDS.get(kind), kind));
    }

    /** First and last name. */
    public String person() {
        return word("first") + " " + word("last");
    }

    /** A day of the years 2024 to 2026. */
    public LocalDate day() {
        return FIRST_DAY.plusDays(random.nextInt(DAYS));
    }

    /** A moment of those years. */
    public LocalDateTime moment() {
        return day().atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60));
    }

    /**
     * Fills in a text: {@code {person}}, {@code {day}}, {@code {moment}}, {@code {int:1:9}}, {@code {real:0:1}}, {@code
     * {money:5:99}}, {@code {pick:a|b}}, {@code {email}}, {@code {code:AB}}, or the kind of a word.
     */
    public String fill(String template) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String rest = matcher.group(2);
            matcher.appendReplacement(
                    filled, Matcher.quoteReplacement(value(matcher.group(1), rest == null ? "" : rest)));
        }
        return matcher.appendTail(filled).toString();
    }

    /** One value, as in {@link #fill}. */
    public String value(String kind, String rest) {
        String[] bounds = rest.split(":", -1);
        return switch (kind) {
            case "person" -> person();
            case "day" -> day().toString();
            case "moment" -> moment().toString();
            case "int" -> Integer.toString(number(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1])));
            case "real", "money" ->
                String.format(Locale.ROOT, "%.2f", real(Double.parseDouble(bounds[0]), Double.parseDouble(bounds[1])));
            case "pick" -> pick(List.of(rest.split("\\|", -1)));
            case "bool" -> Boolean.toString(random.nextInt(3) > 0);
            case "code" -> rest + "-" + number(1000, 9999);
            case "hex" -> Long.toHexString(random.nextLong() | Long.MIN_VALUE);
            case "email" -> (word("first") + "." + word("last")).toLowerCase(Locale.ROOT) + "@example.org";
            default -> word(kind);
        };
    }

    private static Map<String, List<String>> words() {
        try (InputStream resource = Dice.class.getResourceAsStream("words.json")) {
            Map<String, List<String>> words = new HashMap<>();
            JsonNode json = Json.read(Objects.requireNonNull(resource).readAllBytes());
            json.properties().forEach(kind -> {
                List<String> list = new ArrayList<>();
                kind.getValue().forEach(word -> list.add(word.asText()));
                words.put(kind.getKey(), List.copyOf(list));
            });
            return Map.copyOf(words);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
