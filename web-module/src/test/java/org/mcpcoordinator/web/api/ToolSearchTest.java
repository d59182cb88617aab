package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.finding.FoundTool;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Tools for people: by name, or by what is asked, and never more than the caller may use. */
class ToolSearchTest {
    private final Listing listing = new TestingListing()
            .with("mail", "communication", "modern", "", "send", "read")
            .with("post", "communication", "modern", "", "send")
            .with("notes", "filesystem", "legacy", "", "write")
            .made();
    private final List<Map<String, List<String>>> asked = new ArrayList<>();
    private List<FoundTool> found = List.of();
    private final ToolSearch search = new ToolSearch(
            () -> listing,
            (question, servers, most) -> {
                asked.add(servers);
                return CompletableFuture.completedFuture(found);
            },
            ToolSearchTest::own);

    private static ArrayNode own(Role role) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        tools.addObject().put("name", "look").putObject("inputSchema").put("type", "object");
        if (role.includes(Role.OPERATOR)) {
            tools.addObject().put("name", "stop").putObject("inputSchema").put("type", "object");
        }
        return tools;
    }

    private static List<String> names(List<ToolSearch.Hit> hits) {
        return hits.stream().map(hit -> hit.item().key()).toList();
    }

    @Test
    void allAreListedByNameAndOfTheCoordinatorsOwnThoseOfTheRole() {
        assertThat(names(search.all(Role.VIEWER, member -> true)))
                .containsExactly("coordinator__look", "mail__read", "mail__send", "notes__write", "post__send");
        assertThat(names(search.all(Role.ADMIN, member -> true))).contains("coordinator__stop");
        assertThat(names(search.all(Role.ADMIN, member -> member.category().equals("filesystem"))))
                .containsExactly("notes__write");
    }

    @Test
    void whatIsFoundKeepsItsOrderAndNamesEqualToolsBehindTheFirst() {
        found = List.of(
                new FoundTool("write", "{}", 3, List.of("notes"), 1),
                new FoundTool("send", "{}", 2, List.of("post", "mail"), 2));
        List<ToolSearch.Hit> hits = search.find("tell somebody", Role.VIEWER, member -> true);
        assertThat(names(hits)).containsExactly("notes__write", "post__send");
        assertThat(ToolView.of(hits.get(1)).sameAs()).containsExactly("mail__send");
        assertThat(asked)
                .singleElement()
                .satisfies(servers -> assertThat(servers).containsOnlyKeys("mail", "post", "notes", "coordinator"));
    }

    @Test
    void onlyServersThatAreWantedAreSearchedAndNothingElseComesOfIt() {
        found = List.of(
                new FoundTool("send", "{}", 3, List.of("post", "mail"), 2),
                new FoundTool("stop", "{}", 2, List.of("coordinator"), 1));
        List<ToolSearch.Hit> hits =
                search.find("send", Role.VIEWER, member -> !member.server().equals("post"));
        assertThat(asked)
                .singleElement()
                .satisfies(servers -> assertThat(servers).doesNotContainKey("post"));
        assertThat(names(hits)).as("not of another server, nor above the role").containsExactly("mail__send");
        assertThat(hits.get(0).others()).isEmpty();
    }

    @Test
    void oneIsShownWithItsSchemaUnlessItIsAboveTheRole() {
        assertThat(search.named("mail__send", Role.VIEWER).map(ToolView::of))
                .hasValueSatisfying(tool -> assertThat(tool.inputSchema()).isNotNull());
        assertThat(search.named("coordinator__stop", Role.VIEWER)).isEmpty();
        assertThat(search.named("coordinator__stop", Role.OPERATOR)).isPresent();
    }

    @Test
    void tooManySearchesAtOnceAreAProblemOfItsOwn() {
        ToolSearch busy = new ToolSearch(
                () -> listing,
                (question, servers, most) -> CompletableFuture.failedFuture(new RejectedExecutionException("busy")),
                ToolSearchTest::own);
        assertThatThrownBy(() -> busy.find("send", Role.VIEWER, member -> true))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.SEARCHES_BUSY));
    }
}
