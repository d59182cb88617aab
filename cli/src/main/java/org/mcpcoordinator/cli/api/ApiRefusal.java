package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Turns an answer that is no success into a sentence: title, detail, and every mistake with its place. */
final class ApiRefusal {
    private static final int UNAUTHORIZED = 401;

    private ApiRefusal() {}

    static Refusal of(HttpRequest request, HttpResponse<String> answer) {
        StringBuilder sentence = new StringBuilder();
        List<String> places = new ArrayList<>();
        String code;
        try {
            JsonNode problem = new ObjectMapper().readTree(answer.body());
            if (problem == null || !problem.hasNonNull("title")) {
                return plain(request, answer);
            }
            sentence.append(problem.path("title").asText());
            if (problem.hasNonNull("detail")) {
                sentence.append(": ").append(problem.path("detail").asText());
            }
            code = problem.path("code").asText("HTTP " + answer.statusCode());
            sentence.append(" [").append(code).append(']');
            for (JsonNode mistake : problem.path("mistakes")) {
                places.add(mistake.path("place").asText());
                sentence.append("\n  ")
                        .append(mistake.path("place").asText())
                        .append(": ")
                        .append(mistake.path("message").asText());
            }
        } catch (JsonProcessingException noProblem) {
            return plain(request, answer);
        }
        return Refusal.of(sentence.toString(), new Refusal.Problem(code, places));
    }

    private static Refusal plain(HttpRequest request, HttpResponse<String> answer) {
        String hint = answer.statusCode() == UNAUTHORIZED ? "; is the token or the password right?" : "";
        return Refusal.failed(request.method() + " " + request.uri() + " answered HTTP " + answer.statusCode() + hint);
    }
}
