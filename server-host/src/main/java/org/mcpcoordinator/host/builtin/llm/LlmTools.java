package org.mcpcoordinator.host.builtin.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** The tools of one model. */
final class LlmTools {
    private final Model model;
    private final String system;
    private final int maxTokens;
    private final int maxChars;

    /**
     * Tools within limits.
     *
     * @param system said before every conversation; may be empty
     * @param maxTokens of an answer
     * @param maxChars of all texts of a call together, and of an answer
     */
    LlmTools(Model model, String system, int maxTokens, int maxChars) {
        this.model = model;
        this.system = system;
        this.maxTokens = maxTokens;
        this.maxChars = maxChars;
    }

    ToolResult ask(Arguments arguments) throws InterruptedException {
        return answered(List.of(new Model.Turn("user", arguments.text("prompt"))), arguments);
    }

    ToolResult chat(Arguments arguments) throws InterruptedException {
        List<Model.Turn> turns = new ArrayList<>();
        for (JsonNode message : arguments.json().path("messages")) {
            turns.add(new Model.Turn(
                    message.path("role").asText(), message.path("content").asText()));
        }
        if (turns.stream().noneMatch(turn -> turn.role().equals("user"))) {
            throw new ToolFailure("messages: one of them must have the role user");
        }
        return answered(turns, arguments);
    }

    private ToolResult answered(List<Model.Turn> said, Arguments arguments) throws InterruptedException {
        checkLength(said.stream().mapToInt(turn -> turn.content().length()).sum());
        List<Model.Turn> turns = new ArrayList<>();
        if (!system.isEmpty()) {
            turns.add(new Model.Turn("system", system));
        }
        turns.addAll(said);
        JsonNode temperature = arguments.json().path("temperature");
        Model.Reply reply = model.chat(new Model.Question(
                turns,
                Math.min(arguments.number("maxTokens", maxTokens), maxTokens),
                temperature.isNumber() ? Optional.of(temperature.doubleValue()) : Optional.empty()));
        boolean cut = reply.text().length() > maxChars;
        String text = cut ? reply.text().substring(0, maxChars) : reply.text();
        ObjectNode result = Json.object()
                .put("text", text)
                .put("model", reply.model())
                .put("finishReason", reply.finish())
                .put("promptTokens", reply.promptTokens())
                .put("answerTokens", reply.answerTokens())
                .put("cut", cut || reply.finish().equals("length"));
        return new ToolResult(text, result, false);
    }

    ToolResult listModels(Arguments arguments) throws InterruptedException {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("models");
        model.models().forEach(list::add);
        return ToolResult.json(result);
    }

    ToolResult embed(Arguments arguments) throws InterruptedException {
        List<String> texts = texts(arguments);
        ObjectNode result = Json.object();
        ArrayNode vectors = result.putArray("vectors");
        for (double[] vector : model.embed(texts)) {
            ArrayNode numbers = vectors.addArray();
            for (double number : vector) {
                numbers.add(rounded(number));
            }
        }
        return ToolResult.json(result.put("dimensions", vectors.path(0).size()));
    }

    ToolResult rank(Arguments arguments) throws InterruptedException {
        List<String> texts = texts(arguments);
        List<String> all = new ArrayList<>(List.of(arguments.text("query")));
        all.addAll(texts);
        List<double[]> vectors = model.embed(all);
        ObjectNode result = Json.object();
        ArrayNode ranked = result.putArray("ranked");
        IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        place -> -Vectors.similarity(vectors.get(0), vectors.get(place + 1))))
                .forEach(place -> ranked.addObject()
                        .put("place", place)
                        .put("similarity", rounded(Vectors.similarity(vectors.get(0), vectors.get(place + 1))))
                        .put("text", shortened(texts.get(place))));
        return ToolResult.json(result);
    }

    private List<String> texts(Arguments arguments) {
        List<String> texts = arguments.texts("texts");
        checkLength(texts.stream().mapToInt(String::length).sum()
                + arguments.text("query", "").length());
        return texts;
    }

    private void checkLength(int length) {
        if (length > maxChars) {
            throw new ToolFailure(
                    "The texts have " + length + " characters; at most " + maxChars + " are taken at once.");
        }
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "... (cut)" : text;
    }

    private static double rounded(double number) {
        return Math.round(number * 1e6) / 1e6;
    }
}
