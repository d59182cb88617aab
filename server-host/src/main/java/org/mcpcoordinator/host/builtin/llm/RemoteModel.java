package org.mcpcoordinator.host.builtin.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.http.JsonService;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** A model behind an endpoint that speaks the OpenAI API, as many other products do too. */
final class RemoteModel implements Model {
    private static final int MOST_MODELS = 500;

    private final JsonService service;
    private final String model;
    private final String embeddingModel;
    private final String tokenLimit;

    /**
     * A model of the endpoint.
     *
     * @param tokenLimit the field that bounds an answer: {@code max_tokens} or {@code max_completion_tokens}
     */
    RemoteModel(JsonService service, String model, String embeddingModel, String tokenLimit) {
        this.service = service;
        this.model = model;
        this.embeddingModel = embeddingModel;
        this.tokenLimit = tokenLimit;
    }

    @Override
    public List<String> models() throws InterruptedException {
        JsonNode answer = good(service.send("GET", List.of("models"), Map.of(), null));
        List<String> names = new ArrayList<>();
        for (JsonNode entry : answer.path("data")) {
            if (names.size() < MOST_MODELS) {
                names.add(entry.path("id").asText());
            }
        }
        return names;
    }

    @Override
    public Reply chat(Question question) throws InterruptedException {
        ObjectNode body = Json.object()
                .put("model", model)
                .put(tokenLimit, question.maxTokens())
                .put("stream", false);
        ArrayNode messages = body.putArray("messages");
        question.turns()
                .forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.content()));
        question.temperature().ifPresent(value -> body.put("temperature", value));
        JsonNode answer = good(service.send("POST", List.of("chat", "completions"), Map.of(), body));
        JsonNode choice = answer.at("/choices/0");
        if (!choice.at("/message").isObject()) {
            throw new ToolFailure(
                    "The endpoint answered without choices; is base the address of an OpenAI-compatible API"
                            + " (it often ends in /v1)?");
        }
        JsonNode content = choice.at("/message/content");
        String refusal = choice.at("/message/refusal").asText("");
        return new Reply(
                answer.path("model").asText(model),
                content.isTextual() ? content.textValue() : refusal,
                choice.path("finish_reason").asText("stop"),
                answer.at("/usage/prompt_tokens").asInt(),
                answer.at("/usage/completion_tokens").asInt());
    }

    @Override
    public List<double[]> embed(List<String> texts) throws InterruptedException {
        ObjectNode body = Json.object().put("model", embeddingModel).put("encoding_format", "float");
        texts.forEach(body.putArray("input")::add);
        JsonNode data = good(service.send("POST", List.of("embeddings"), Map.of(), body))
                .path("data");
        double[][] vectors = new double[texts.size()][];
        for (int i = 0; i < data.size(); i++) {
            int place = data.get(i).path("index").asInt(i);
            JsonNode vector = data.get(i).path("embedding");
            if (place >= 0 && place < vectors.length && vector.isArray()) {
                vectors[place] = numbers(vector);
            }
        }
        for (double[] vector : vectors) {
            if (vector == null || vector.length == 0) {
                throw new ToolFailure("The endpoint did not answer a vector for each text; does " + embeddingModel
                        + " make embeddings? Set embeddingModel.");
            }
        }
        return List.of(vectors);
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }

    /** The body of a good answer; a bad one in words that help. */
    private JsonNode good(JsonService.Answer answer) {
        if (answer.good() && answer.json().isObject()) {
            return answer.json();
        }
        if (answer.good()) {
            throw new ToolFailure("The endpoint answered no JSON; is base the address of an OpenAI-compatible API"
                    + " (it often ends in /v1)?");
        }
        JsonNode error = answer.json().path("error");
        String said = service.said(
                error.isTextual() ? error.asText() : error.path("message").asText(""));
        String why = said.isEmpty() ? "" : ": " + said;
        throw new ToolFailure(
                switch (answer.status()) {
                    case 400, 422 -> "The endpoint takes no such request (" + answer.status() + ")" + why;
                    case 401, 403 ->
                        "The endpoint refused our key (" + answer.status()
                                + "); whoever runs this server must set apiKey.";
                    case 404 -> "The endpoint knows no such address or model (404)" + why;
                    case 413 -> "The request is too large for the endpoint (413); send less.";
                    case 429 ->
                        "The endpoint has had too many requests, or the account's quota is used up (429)"
                                + answer.retryAfter()
                                        .map(seconds -> "; try again after " + service.said(seconds) + " s")
                                        .orElse("; try again later")
                                + why;
                    default ->
                        answer.status() >= 500
                                ? "The endpoint failed (" + answer.status() + "); try again later" + why
                                : "The endpoint answered " + answer.status() + why;
                });
    }
}
