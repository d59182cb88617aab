package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
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
import org.mcpcoordinator.web.api.TrialsResource.CallRequest;
import org.mcpcoordinator.web.api.TrialsResource.TrialRequest;

class TrialsResourceTest {
    private static final Caller BEN = new Caller("ben", Role.OPERATOR, "basic");

    /** What reached the desk of trials. */
    private final List<Object> tried = new ArrayList<>();

    private final List<Object> read = new ArrayList<>();
    private final Asking asking = new Asking() {
        @Override
        Caller known() {
            return BEN;
        }
    };
    private final TrialsResource resource = new TrialsResource();
    private Import look = look(List.of(), file("far"));

    @BeforeEach
    void sit() {
        resource.asking = asking;
        resource.imports = new Imports() {
            @Override
            public Import read(
                    String text, @Nullable Format format, @Nullable String fleet, Clash clash, Choices choices) {
                if (text.contains("fleet:")) {
                    throw new ProblemException(ProblemCode.IMPORT_UNKNOWN, "not known");
                }
                read.addAll(List.of(String.valueOf(format), String.valueOf(fleet), clash));
                return look;
            }
        };
        resource.catalog = new Catalog() {
            @Override
            public FleetFile read(String text) {
                return file("ours");
            }
        };
        resource.trials = new Trials() {
            @Override
            public Trial run(
                    FleetFile file, String server, Map<String, String> given, @Nullable Call call, Caller caller) {
                tried.addAll(List.of(server, given, String.valueOf(call), caller));
                return new Trial(
                        server,
                        Trial.State.SILENT,
                        "",
                        null,
                        null,
                        null,
                        null,
                        "",
                        "",
                        "",
                        null,
                        null,
                        List.of(),
                        false);
            }
        };
    }

    @Test
    void theOnlyServerOfAFileNeedsNoName() {
        assertThat(resource.run(request("{}", null, null, null)).server()).isEqualTo("far");
        assertThat(tried).containsExactly("far", Map.of(), "null", BEN);
        assertThat(read).as("a taken name is no reason not to try").containsExactly("null", "null", Clash.RENAME);
    }

    @Test
    void amongSeveralOneMustBeNamed() {
        look = look(List.of(), file("far", "near"));
        refused(() -> resource.run(request("{}", null, null, null)), ProblemCode.REQUEST_INVALID, "2 servers");
        assertThat(resource.run(request("{}", "near", null, null)).server()).isEqualTo("near");
    }

    @Test
    void aFleetFileIsReadAsOne() {
        assertThat(resource.run(request("fleet: mine", null, null, null)).server())
                .isEqualTo("ours");
    }

    @Test
    void theAuditTrailLearnsWhoWasTriedHowItCameOutAndAtWhichAddress() {
        resource.run(request("{}", null, null, null));
        assertThat(asking.target()).isEqualTo("far");
        assertThat(asking.detail()).isEqualTo("SILENT, and not gone, at far.example.org");
    }

    @Test
    void ofAFileOfWhichNothingCanComeInEachReasonIsTold() {
        look = look(
                List.of(new Import.Server(
                        "box",
                        "box",
                        "/mcpServers/box",
                        "api",
                        "",
                        List.of(),
                        "",
                        Import.Outcome.CANNOT,
                        "is a shell line",
                        List.of(),
                        List.of(),
                        Map.of(),
                        false)),
                null);
        assertThatThrownBy(() -> resource.run(request("{}", null, null, null)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.IMPORT_EMPTY);
                    assertThat(problem.mistakes())
                            .containsExactly(new Mistake("/mcpServers/box", "box: is a shell line"));
                });
        assertThat(tried).isEmpty();
    }

    @Test
    void whatIsSentHasBounds() {
        refused(() -> resource.run(request(null, null, null, null)), ProblemCode.REQUEST_INVALID, "file");
        refused(
                () -> resource.run(request("x".repeat(3_000_001), null, null, null)),
                ProblemCode.REQUEST_INVALID,
                "file");
        refused(() -> resource.run(request("{}", "n".repeat(65), null, null)), ProblemCode.REQUEST_INVALID, "server");
        Map<String, String> many = IntStream.range(0, 101).boxed().collect(Collectors.toMap(i -> "S" + i, i -> "v"));
        refused(() -> resource.run(request("{}", null, many, null)), ProblemCode.REQUEST_INVALID, "secrets");
        refused(
                () -> resource.run(request("{}", null, Map.of("S", "v".repeat(65_537)), null)),
                ProblemCode.REQUEST_INVALID,
                "secrets");
        refused(
                () -> resource.run(request("{}", null, null, new CallRequest(null, null))),
                ProblemCode.REQUEST_INVALID,
                "call/tool");
        assertThat(tried).isEmpty();
    }

    @Test
    void aCallWithoutArgumentsHasEmptyOnes() {
        resource.run(request("{}", null, Map.of("S", "v"), new CallRequest("echo", null)));
        assertThat(tried)
                .containsExactly(
                        "far",
                        Map.of("S", "v"),
                        new Trials.Call("echo", JsonNodeFactory.instance.objectNode()).toString(),
                        BEN);
    }

    private static TrialRequest request(
            @Nullable String file,
            @Nullable String server,
            @Nullable Map<String, String> secrets,
            @Nullable CallRequest call) {
        return new TrialRequest(file, server, null, null, null, secrets, call);
    }

    private static Import look(List<Import.Server> servers, @Nullable FleetFile file) {
        return new Import(Format.MCP_SERVERS, "mine", servers, Optional.ofNullable(file), Optional.ofNullable(file), 0);
    }

    private static FleetFile file(String... names) {
        List<ServerDefinition> servers = List.of(names).stream()
                .map(name -> new ServerDefinition(
                        name,
                        "",
                        Category.API,
                        new Way.Url("https://far.example.org/mcp", Map.of()),
                        1,
                        ServerDefinition.Health.USUAL,
                        false,
                        ServerDefinition.USUAL_SURGE,
                        0,
                        false,
                        "h"))
                .toList();
        return new FleetFile("mine", servers, "{}", "h", "");
    }

    private static void refused(ThrowingCallable call, ProblemCode code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.getMessage()).contains(words);
        });
    }
}
