package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.mcpcoordinator.insight.Explanation;
import org.mcpcoordinator.web.wire.Json;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

/** How things are told to a model: all that matters, in few words. */
final class Words {
    private static final int LONGEST_LINE = 500;

    private Words() {}

    /** A line of somebody else's output. */
    static String bounded(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
    }

    /** Servers with what one asks about them most. */
    static ArrayNode servers(List<ServerView> views) {
        ArrayNode items = Json.mapper().createArrayNode();
        for (ServerView view : views) {
            ObjectNode item = items.addObject()
                    .put("name", view.name())
                    .put("replica", view.replica())
                    .put("category", view.category())
                    .put("fleet", view.fleet())
                    .put("desired", view.desired().name())
                    .put("state", view.state().name())
                    .put("reason", view.reason().name())
                    .put("detail", bounded(view.detail()))
                    .put("since", view.since().toString())
                    .put("host", view.host())
                    .put("port", view.port());
            if (view.draining()) {
                item.put("draining", true);
            }
        }
        return items;
    }

    /** The same, a line each. */
    static String lines(List<ServerView> views) {
        return views.stream().map(Words::line).collect(Collectors.joining("\n"));
    }

    private static String line(ServerView view) {
        String name = view.replica() == 0 ? view.name() : view.name() + "#" + view.replica();
        String why = view.detail().isEmpty() ? "" : ": " + bounded(view.detail());
        return name + " " + view.state() + " (" + view.reason() + why + ") since " + view.since()
                + (view.draining() ? ", draining" : "");
    }

    /** A verb at the beginning of a sentence. */
    static String capital(String verb) {
        return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
    }

    /** A rollout without its batches and terms. */
    static ObjectNode brief(RolloutView view) {
        ObjectNode brief = Json.mapper()
                .createObjectNode()
                .put("id", view.id())
                .put("fleet", view.fleet())
                .put("revision", view.revision())
                .put("state", view.state().name())
                .put("reason", view.reason())
                .put("detail", bounded(view.detail()))
                .put("profile", view.profile())
                .put("planned", view.planned())
                .put("failed", view.failed())
                .put("startedBy", view.startedBy())
                .put("startedAt", view.startedAt().toString());
        if (view.endedAt() != null) {
            brief.put("endedAt", view.endedAt().toString());
        }
        if (view.etaSeconds() != null) {
            brief.put("etaSeconds", view.etaSeconds());
        }
        ArrayNode phases = brief.putArray("phases");
        for (RolloutView.PhaseView phase : view.phases()) {
            ObjectNode each = phases.addObject()
                    .put("name", phase.name())
                    .put("target", phase.target())
                    .put("wished", phase.wished())
                    .put("healthy", phase.healthy());
            ArrayNode gates = each.putArray("notPassed");
            phase.gates().stream()
                    .filter(gate -> !gate.verdict().equals("PASS"))
                    .forEach(gate -> gates.addObject()
                            .put("name", gate.name())
                            .put("verdict", gate.verdict())
                            .put("evidence", bounded(gate.evidence())));
        }
        return brief;
    }

    /** The same in a sentence for each thing. */
    static String sentence(RolloutView view) {
        String why = (view.reason() + " " + bounded(view.detail())).strip();
        String phases = view.phases().stream()
                .map(phase -> phase.name() + " " + phase.healthy() + "/" + phase.target() + " healthy")
                .collect(Collectors.joining(", "));
        return "Rollout " + view.id() + " of fleet " + view.fleet() + " is " + view.state()
                + (why.isEmpty() ? "" : " (" + why + ")") + "; " + phases + "; " + view.failed() + " failed"
                + (view.etaSeconds() == null ? "" : "; about " + view.etaSeconds() + " s left");
    }

    /** An explanation as a person would read it. */
    static String explained(Explanation told) {
        StringBuilder text =
                new StringBuilder(told.sentence()).append("\nWished: ").append(told.wish());
        for (Explanation.Copy copy : told.copies()) {
            text.append("\n").append(copy.name()).append(" is ").append(copy.state());
            text.append(" (")
                    .append(copy.reason())
                    .append(' ')
                    .append(bounded(copy.detail()))
                    .append("), ");
            text.append(copy.evidence());
            copy.lines().forEach(line -> text.append("\n  ").append(bounded(line)));
            advise(text, copy.advice().sentence(), copy.advice().command());
        }
        told.others().forEach(other -> text.append('\n').append(other));
        told.gates().forEach(gate -> text.append('\n').append(bounded(gate.sentence())));
        told.events()
                .forEach(event ->
                        text.append('\n').append(event.at()).append(' ').append(bounded(event.sentence())));
        advise(text, told.advice().sentence(), told.advice().command());
        return text.toString();
    }

    private static void advise(StringBuilder text, String sentence, String command) {
        if (!sentence.isEmpty()) {
            text.append("\nTry: ").append(sentence);
        }
        if (!command.isEmpty()) {
            text.append(" (").append(command).append(')');
        }
    }
}
