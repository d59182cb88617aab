package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.intake.Choices;
import org.mcpcoordinator.intake.Clash;
import org.mcpcoordinator.intake.Format;
import org.mcpcoordinator.intake.Import;
import org.mcpcoordinator.intake.Imports;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.Trial;
import org.mcpcoordinator.runtime.Trials;

/** Programs that are tried before they join a fleet. */
@Path("trials")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TrialsResource {
    private static final int LONGEST_FILE = 3_000_000;
    private static final int LONGEST_NAME = 64;
    private static final int MOST_SECRETS = 100;
    private static final int MOST_REASONS = 20;

    @Inject
    Imports imports;

    @Inject
    Catalog catalog;

    @Inject
    Trials trials;

    @Inject
    Asking asking;

    /** Tries one server of a file. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(
            does =
                    "Starts a program or a built-in type of a fleet file or another tool's file beside the fleet, for 20 s at"
                            + " most, tells what it offers and takes, and ends it; a program that is new takes the role admin, as in a plan."
                            + " A remote server is asked at its address",
            role = Role.OPERATOR,
            audit = "trial.run")
    public Trial run(TrialRequest request) {
        String text = Bounds.needed("file", request.file(), LONGEST_FILE);
        FleetFile file = read(text, request);
        String server = Bounds.text("server", request.server(), LONGEST_NAME);
        if (server == null) {
            server = only(file);
        }
        asking.about(server);
        Trial trial = trials.run(file, server, secrets(request.secrets()), call(request.call()), asking.known());
        asking.note(trial.state() + (trial.gone() ? "" : ", and not gone") + at(file, server));
        return trial;
    }

    /** Whom a remote server's secrets were sent to. */
    private static String at(FleetFile file, String server) {
        return file.servers().stream()
                .filter(each -> each.name().equals(server) && each.way() instanceof Way.Url)
                .map(each -> ", at " + URI.create(((Way.Url) each.way()).url()).getHost())
                .findFirst()
                .orElse("");
    }

    /** A fleet file, or one of another tool, made into one. */
    private FleetFile read(String text, TrialRequest request) {
        Clash way = Bounds.choice("clash", request.clash(), Clash.values(), Clash::id);
        try {
            Import read = imports.read(
                    text,
                    Bounds.choice("format", request.format(), Format.values(), Format::id),
                    Bounds.text("fleet", request.fleet(), LONGEST_NAME),
                    way == null ? Clash.RENAME : way,
                    Choices.NONE);
            return read.file().orElseThrow(() -> nothing(read));
        } catch (ProblemException refused) {
            if (refused.code() != ProblemCode.IMPORT_UNKNOWN) {
                throw refused;
            }
            return catalog.read(text);
        }
    }

    private static ProblemException nothing(Import read) {
        List<Mistake> reasons = read.servers().stream()
                .limit(MOST_REASONS)
                .map(server -> new Mistake(server.place(), server.name() + ": " + server.reason()))
                .toList();
        return new ProblemException(
                ProblemCode.IMPORT_EMPTY,
                "None of the file's servers can come in; "
                        + reasons.stream().findFirst().map(Mistake::message).orElse("there is none") + ".",
                reasons);
    }

    static String only(FleetFile file) {
        if (file.servers().size() != 1) {
            throw Bounds.refused(
                    "server", "is missing: the file has " + file.servers().size() + " servers that can come in", null);
        }
        return file.servers().get(0).name();
    }

    private static Map<String, String> secrets(@Nullable Map<String, String> given) {
        Map<String, String> values = given == null ? Map.of() : given;
        if (values.size() > MOST_SECRETS
                || values.values().stream().anyMatch(value -> value == null || value.length() > Secrets.LARGEST)) {
            throw Bounds.refused(
                    "secrets", "at most " + MOST_SECRETS + " texts of " + Secrets.LARGEST + " characters", null);
        }
        return values;
    }

    private static Trials.@Nullable Call call(@Nullable CallRequest call) {
        return call == null
                ? null
                : new Trials.Call(
                        Bounds.needed("call/tool", call.tool(), 256),
                        call.arguments() == null ? JsonNodeFactory.instance.objectNode() : call.arguments());
    }

    /**
     * What is to be tried.
     *
     * @param file a fleet file, or a file of another tool
     * @param server its name with us, as the look gives it; may be missing where there is one only
     * @param format what to read the file as; missing to look
     * @param fleet the fleet it would join; missing for the one imported last
     * @param clash what becomes of taken names, which decides what the server is called
     * @param secrets values for secrets it names, for this trial only
     * @param call a tool to be called once
     */
    public record TrialRequest(
            @Nullable String file,
            @Nullable String server,
            @Nullable String format,
            @Nullable String fleet,
            @Nullable String clash,
            @Nullable Map<String, String> secrets,
            @Nullable CallRequest call) {}

    /** A tool and its arguments. */
    public record CallRequest(
            @Nullable String tool, @Nullable ObjectNode arguments) {}
}
