package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.intake.Choices;
import org.mcpcoordinator.intake.Clash;
import org.mcpcoordinator.intake.Format;
import org.mcpcoordinator.intake.Import;
import org.mcpcoordinator.intake.Imports;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.web.wire.Json;

/** Files of other tools: what would become of the servers in them, as a look, as a fleet file, or as a plan. */
@Path("imports")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ImportsResource {
    private static final int LONGEST_FLEET = 64;

    /** Names of a thousand servers, each with a category. */
    private static final int LONGEST_LIST = 48_000;

    @Inject
    Imports imports;

    @Inject
    Rollouts rollouts;

    @Inject
    Asking asking;

    /** Reads a file and tells; stores nothing. */
    @POST
    @Route(
            does = "Reads another tool's file and tells what would become of each server in it; stores nothing",
            role = Role.OPERATOR,
            audit = "import.look")
    public ImportView look(
            @QueryParam("format") @Nullable String format,
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("clash") @Nullable String clash,
            @QueryParam("leave") @Nullable String leave,
            @QueryParam("category") @Nullable String category,
            TextBody file) {
        Import read = read(format, fleet, clash, choices(leave, category), file);
        return ImportView.of(read);
    }

    /** Reads a file and keeps the secrets in it, so that the fleet file it gives can be planned later. */
    @POST
    @Path("files")
    @Route(
            does = "As imports, and keeps the file's secrets: the fleet file that comes back names them",
            role = Role.OPERATOR,
            audit = "import.keep",
            status = 201)
    public ImportView keep(
            @QueryParam("format") @Nullable String format,
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("clash") @Nullable String clash,
            @QueryParam("leave") @Nullable String leave,
            @QueryParam("category") @Nullable String category,
            TextBody file) {
        Import read = read(format, fleet, clash, choices(leave, category), file);
        needed(read);
        imports.keepSecrets(read);
        return ImportView.of(read);
    }

    /** Reads a file and plans the fleet with its servers beside those it has. */
    @POST
    @Path("plans")
    @Route(
            does = "As imports, and keeps for 24 h the plan of the fleet with these servers added; none is removed",
            role = Role.OPERATOR,
            audit = "import.plan",
            status = 201)
    public ImportPlanView plan(
            @QueryParam("format") @Nullable String format,
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("clash") @Nullable String clash,
            @QueryParam("leave") @Nullable String leave,
            @QueryParam("category") @Nullable String category,
            TextBody file) {
        Import read = read(format, fleet, clash, choices(leave, category), file);
        Plan plan = rollouts.planOnto(needed(read), read.base(), asking.known());
        asking.note("plan " + plan.id() + ": " + plan.changes().size() + " changes");
        return new ImportPlanView(ImportView.of(read), PlanView.of(plan, false));
    }

    private Import read(
            @Nullable String format, @Nullable String fleet, @Nullable String clash, Choices choices, TextBody file) {
        Clash way = Bounds.choice("clash", clash, Clash.values(), Clash::id);
        Import read = imports.read(
                file.text(),
                Bounds.choice("format", format, Format.values(), Format::id),
                Bounds.text("fleet", fleet, LONGEST_FLEET),
                way == null ? Clash.SKIP : way,
                choices);
        asking.about(read.fleet());
        asking.note(read.servers().size() + " servers, " + read.format().id());
        return read;
    }

    /** Both as lists with commas between: names, and names with a category after {@code =}. */
    private static Choices choices(@Nullable String leave, @Nullable String category) {
        Map<String, Category> categories = new HashMap<>();
        for (String pair : words("category", category)) {
            String[] parts = pair.split("=", 2);
            categories.put(
                    parts[0],
                    Bounds.present(
                            "category",
                            Bounds.choice(
                                    "category",
                                    parts.length < 2 ? "none" : parts[1],
                                    Category.values(),
                                    Category::id)));
        }
        return new Choices(Set.copyOf(words("leave", leave)), categories);
    }

    private static Set<String> words(String name, @Nullable String list) {
        String given = Bounds.text(name, list, LONGEST_LIST);
        return given == null
                ? Set.of()
                : Stream.of(given.split(",")).filter(word -> !word.isBlank()).collect(Collectors.toUnmodifiableSet());
    }

    private static FleetFile needed(Import read) {
        return read.whole()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.IMPORT_EMPTY, "None of the file's servers can come in; the look tells why."));
    }

    /**
     * What would become of a file.
     *
     * @param format what it was read as
     * @param formats all that are known
     * @param fleet the fleet its servers would join
     * @param servers each server of the file
     * @param fleetFile a fleet file of those that can come in; null if there are none
     */
    public record ImportView(
            String format,
            List<String> formats,
            String fleet,
            List<Import.Server> servers,
            @Nullable JsonNode fleetFile) {
        public ImportView {
            formats = List.copyOf(formats);
            servers = List.copyOf(servers);
        }

        static ImportView of(Import read) {
            return new ImportView(
                    read.format().id(),
                    Stream.of(Format.values()).map(Format::id).toList(),
                    read.fleet(),
                    read.servers(),
                    read.file().map(ImportView::tree).orElse(null));
        }

        private static JsonNode tree(FleetFile file) {
            try {
                return Json.mapper().readTree(file.document());
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("a fleet file's normal form is no JSON", broken);
            }
        }
    }

    /** The look, and the plan made of it. */
    public record ImportPlanView(ImportView look, PlanView plan) {}
}
