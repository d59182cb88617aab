package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The desk of the tools that can be found: kept as their servers' offers are kept, in the same transaction. */
@Stateless
@PermitAll
public class ToolIndex {
    /** Of the rules by which declarations are taken apart: what is kept by another one is behind. */
    public static final int VERSION = Declaration.VERSION;

    /** Of one question; longer ones are cut. */
    public static final int LONGEST_QUESTION = 1000;

    /** So many tools answer a question at most. */
    public static final int MOST = 50;

    private static final int SERVERS = 5;

    /** A server whose name the question says. */
    private static final double SERVER_NAMED = 3;

    @Inject
    ToolStore tools;

    @Inject
    SearchStore search;

    @Inject
    Vocabulary vocabulary;

    /**
     * Keeps what servers of a definition offer, in the place of what was known of it; the row of the offer is there.
     *
     * @param greeting what they say of themselves: {@code serverInfo}, {@code instructions}
     * @param declared their tools
     */
    public void keep(String definitionHash, JsonNode greeting, Iterable<JsonNode> declared, Instant at) {
        Map<String, Declaration> declarations = new TreeMap<>();
        for (JsonNode tool : declared) {
            Declaration declaration = Declaration.of(tool);
            declarations.put(declaration.digest(), declaration);
        }
        Set<String> known = tools.known(declarations.keySet(), Declaration.VERSION);
        Map<Declaration, Weights> fresh = new LinkedHashMap<>();
        declarations.forEach((digest, declaration) -> {
            if (!known.contains(digest)) {
                fresh.put(declaration, vocabulary.weigh(declaration.words(), tools::stems));
            }
        });
        if (!fresh.isEmpty()) {
            tools.keep(fresh, at);
        }
        if (!tools.offered(definitionHash).equals(declarations.keySet())) {
            tools.offer(definitionHash, declarations.keySet());
        }
        tools.about(definitionHash, vocabulary.weigh(Greeting.words(greeting, declarations.values()), tools::stems));
        tools.indexed(definitionHash, Declaration.VERSION);
    }

    /**
     * The tools that answer a question, best first; equal ones of several servers are one.
     *
     * @param question in plain words
     * @param servers what the caller may see: names of servers by the hash of their definition
     */
    public List<FoundTool> find(String question, Map<String, List<String>> servers, int most) {
        List<String> words = Words.of(question.substring(0, Math.min(question.length(), LONGEST_QUESTION)));
        Question asked = vocabulary.question(words, tools::stems);
        if (asked.ideas().isEmpty() || servers.isEmpty()) {
            return List.of();
        }
        return search.search(asked, seen(words, servers), Math.min(most, MOST), SERVERS);
    }

    /** Forgets tools that nobody offers and that were first kept before that moment. */
    public int sweep(Instant before) {
        return tools.sweep(before);
    }

    private static Map<String, Double> seen(Collection<String> words, Map<String, List<String>> servers) {
        Set<String> said = new HashSet<>(words);
        Map<String, Double> seen = new HashMap<>();
        servers.forEach((hash, names) -> seen.put(
                hash,
                names.stream().mapToDouble(name -> named(name, said)).max().orElse(0)));
        return seen;
    }

    /** The share of its name that is said. */
    private static double named(String server, Set<String> said) {
        List<String> parts = new ArrayList<>(Words.ofName(server));
        parts.removeIf(part -> part.length() < 2 || part.chars().allMatch(Character::isDigit));
        long there = parts.stream().filter(said::contains).count();
        return parts.isEmpty() ? 0 : SERVER_NAMED * there / parts.size();
    }
}
