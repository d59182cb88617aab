package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.Secrets;

/**
 * Takes literal secrets out of a file: a text under a name such as TOKEN, KEY or PASSWORD, in auth, env, headers,
 * config or args, becomes {@code ${secret:SCOPE.NAME-FINGERPRINT}}. The fingerprint makes another value another name, so that a
 * changed password is a changed definition, and an older revision still finds its own.
 */
final class LiteralSecrets {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+");
    private static final Set<String> WORDS = Set.of(
            "token",
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "apikey",
            "key",
            "credential",
            "credentials",
            "authorization",
            "cookie",
            "bearer");
    private static final List<String> ENDINGS =
            List.of("token", "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey");
    private static final int LONGEST_NAME = 80;

    private final UnaryOperator<String> fingerprint;
    private final Mistakes mistakes;
    private final Map<String, String> found = new TreeMap<>();

    LiteralSecrets(UnaryOperator<String> fingerprint, Mistakes mistakes) {
        this.fingerprint = fingerprint;
        this.mistakes = mistakes;
    }

    /** What was taken out: values by secret name. */
    Map<String, String> found() {
        return found;
    }

    /**
     * Takes the literal secrets out of a server, or of a category's defaults.
     *
     * @param scope goes in front of the secrets' names
     * @param place JSON Pointer of the server
     */
    void takeOut(ObjectNode server, String scope, String place) {
        for (String part : List.of("auth", "env", "headers", "config")) {
            if (server.get(part) instanceof ObjectNode object) {
                members(object, false, scope, Mistakes.below(place, part));
            }
        }
        if (server.get("args") instanceof ArrayNode args) {
            arguments(args, scope, place + "/args");
        }
    }

    /** True if what stands under this name is nobody else's business. */
    static boolean isSensitive(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(plain::endsWith)
                || Arrays.stream(BETWEEN_WORDS.split(name))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .anyMatch(WORDS::contains);
    }

    private void members(ObjectNode object, boolean inside, String scope, String place) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            boolean sensitive = inside || isSensitive(name);
            String at = Mistakes.below(place, name);
            member.setValue(replaced(member.getValue(), sensitive, scope + "." + name, at));
        }
    }

    private JsonNode replaced(JsonNode value, boolean sensitive, String name, String place) {
        if (value instanceof ObjectNode object) {
            members(object, sensitive, name, place);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i), sensitive, name, place + "/" + i));
            }
        } else if (sensitive && value.isTextual()) {
            return TextNode.valueOf(reference(value.textValue(), name, place));
        }
        return value;
    }

    /** {@code --token=VALUE} and {@code --token VALUE}. */
    private void arguments(ArrayNode args, String scope, String place) {
        boolean next = false;
        String option = "";
        for (int i = 0; i < args.size(); i++) {
            String text = args.get(i).asText();
            String at = place + "/" + i;
            if (next && !text.startsWith("-")) {
                args.set(i, TextNode.valueOf(reference(text, scope + "." + option, at)));
                next = false;
                continue;
            }
            int equals = text.indexOf('=');
            option = text.substring(0, equals < 0 ? text.length() : equals);
            boolean sensitive = text.startsWith("-") && isSensitive(option);
            option = option.replaceFirst("^-+", "");
            next = sensitive && equals < 0;
            if (sensitive && equals > 0) {
                String value = reference(text.substring(equals + 1), scope + "." + option, at);
                args.set(i, TextNode.valueOf(text.substring(0, equals + 1) + value));
            }
        }
    }

    private String reference(String value, String name, String place) {
        if (value.isEmpty() || value.contains("${")) {
            return value;
        }
        if (value.length() > Secrets.LARGEST) {
            mistakes.add(place, "a secret has at most " + Secrets.LARGEST + " characters");
            return "";
        }
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "_");
        String secret = (plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain) + "-"
                + fingerprint.apply(value);
        found.put(secret, value);
        return "${secret:" + secret + "}";
    }
}
