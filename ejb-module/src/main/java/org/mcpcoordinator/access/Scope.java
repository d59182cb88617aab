package org.mcpcoordinator.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * What an API token is limited to. Each list that is not empty narrows what is seen: servers are those that are named and those
 * of the categories; of them, tools are those that are named. A name may end in {@code *}.
 *
 * @param categories ids of categories
 * @param servers names of servers
 * @param tools {@code SERVER__TOOL} as in the list of all, or {@code SERVER/TOOL} as the server calls it
 * @param pins tools that are listed where all are too many to be listed, named in the same way
 * @param rate how much may be called
 */
public record Scope(
        List<String> categories, List<String> servers, List<String> tools, List<String> pins, CallRate rate) {
    /** No limit at all. */
    public static final Scope NONE = new Scope(List.of(), List.of(), List.of(), List.of(), CallRate.NONE);

    /** Words of each list. */
    public static final int MOST_WORDS = 200;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CATEGORY = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern SERVER = Pattern.compile("[a-z0-9-]{1,24}|[a-z0-9-]{0,23}\\*");
    private static final Pattern TOOL = Pattern.compile(
            "[a-z0-9-]{1,24}(__[A-Za-z0-9_-]{1,64}|(__[A-Za-z0-9_-]{0,64})?\\*|/[^\\p{Cntrl}*]{1,128}|/[^\\p{Cntrl}*]{0,128}\\*)");

    public Scope {
        categories = List.copyOf(categories);
        servers = List.copyOf(servers);
        tools = List.copyOf(tools);
        pins = List.copyOf(pins);
        Objects.requireNonNull(rate);
    }

    /** True if it limits nothing and pins nothing. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Looks at every word.
     *
     * @throws ProblemException REQUEST_INVALID with all that do not fit
     */
    public void check() {
        List<Mistake> mistakes = new ArrayList<>();
        check(mistakes, "categories", categories, CATEGORY, "the id of a category");
        check(mistakes, "servers", servers, SERVER, "a server's name, or its beginning with * behind it");
        check(mistakes, "tools", tools, TOOL, "SERVER__TOOL or SERVER/TOOL, or its beginning with * behind it");
        check(mistakes, "pins", pins, TOOL, "SERVER__TOOL or SERVER/TOOL, or its beginning with * behind it");
        check(mistakes, "callsPerSecond", rate.perSecond(), CallRate.MOST_PER_SECOND);
        check(mistakes, "burst", rate.burst(), CallRate.MOST_PER_SECOND);
        check(mistakes, "callsAtOnce", rate.atOnce(), CallRate.MOST_AT_ONCE);
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID, "scope: " + mistakes.get(0).message() + ".", mistakes);
        }
    }

    private static void check(List<Mistake> mistakes, String name, List<String> words, Pattern fits, String wanted) {
        if (words.size() > MOST_WORDS) {
            mistakes.add(new Mistake("/scope/" + name, "at most " + MOST_WORDS + " are allowed"));
        }
        for (int at = 0; at < words.size(); at++) {
            if (!fits.matcher(words.get(at)).matches()) {
                mistakes.add(new Mistake("/scope/" + name + "/" + at, wanted + " is wanted"));
            }
        }
    }

    private static void check(List<Mistake> mistakes, String name, int value, int most) {
        if (value < 0 || value > most) {
            mistakes.add(new Mistake("/scope/" + name, "1 to " + most + " is wanted"));
        }
    }

    /** As it is kept; null for none. */
    @Nullable
    String toJson() {
        if (isNone()) {
            return null;
        }
        ObjectNode json = JSON.createObjectNode();
        put(json, "categories", categories);
        put(json, "servers", servers);
        put(json, "tools", tools);
        put(json, "pins", pins);
        if (!rate.isNone()) {
            json.put("callsPerSecond", rate.perSecond())
                    .put("burst", rate.burst())
                    .put("callsAtOnce", rate.atOnce());
        }
        return json.toString();
    }

    /** What was kept. */
    static Scope read(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        try {
            JsonNode json = JSON.readTree(text);
            return new Scope(
                    list(json, "categories"),
                    list(json, "servers"),
                    list(json, "tools"),
                    list(json, "pins"),
                    new CallRate(
                            json.path("callsPerSecond").asInt(),
                            json.path("burst").asInt(),
                            json.path("callsAtOnce").asInt()));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the scope of a token cannot be read", broken);
        }
    }

    private static void put(ObjectNode json, String name, List<String> words) {
        if (!words.isEmpty()) {
            ArrayNode list = json.putArray(name);
            words.forEach(list::add);
        }
    }

    private static List<String> list(JsonNode json, String name) {
        return StreamSupport.stream(json.path(name).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
