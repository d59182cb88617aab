package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemException;

class SightTest {
    private static Scope scope(List<String> categories, List<String> servers, List<String> tools) {
        return new Scope(categories, servers, tools, List.of(), CallRate.NONE);
    }

    private static Sight sight(List<String> categories, List<String> servers, List<String> tools) {
        return Sight.of(scope(categories, servers, tools));
    }

    private static boolean sees(Sight sight, String server, String tool) {
        return sight.server(server, "api") && sight.tool(server, tool, server + "__" + tool);
    }

    @Test
    void withoutAScopeEverythingIsSeen() {
        assertThat(Sight.ALL.isNarrow()).isFalse();
        assertThat(Sight.ALL.isForGatewayOnly()).isFalse();
        assertThat(Sight.ALL.server("any", "")).isTrue();
        assertThat(sees(Sight.ALL, "any", "thing")).isTrue();
    }

    @Test
    void serversAreThoseNamedAndThoseOfTheCategories() {
        Sight sight = sight(List.of("database"), List.of("notes", "dev-*"), List.of());
        assertThat(sight.server("x", "database")).isTrue();
        assertThat(sight.server("notes", "api")).isTrue();
        assertThat(sight.server("dev-1", "api")).isTrue();
        assertThat(sight.server("notes2", "api")).isFalse();
        assertThat(sight.server("dev", "api")).isFalse();
        assertThat(sight.namesTools()).isFalse();
    }

    @Test
    void toolsNarrowWhatTheServersShow() {
        Sight sight = sight(List.of("api"), List.of(), List.of("notes__read*", "mail/send", "gone__x"));
        assertThat(sees(sight, "notes", "read_all")).isTrue();
        assertThat(sees(sight, "notes", "write")).isFalse();
        assertThat(sees(sight, "mail", "send")).isTrue();
        assertThat(sees(sight, "mail", "send_all")).isFalse();
        // Of the category, and no tool of it is named.
        assertThat(sight.server("other", "api")).isFalse();
        assertThat(sight.server("notes", "database")).isFalse();
    }

    @Test
    void aServerIsSeenOnlyIfOneOfItsToolsMayBe() {
        Sight sight = sight(List.of(), List.of(), List.of("notes__read", "a-*", "b/x*"));
        assertThat(sight.server("notes", "")).isTrue();
        assertThat(sight.server("note", "")).isFalse();
        assertThat(sight.server("notes-2", "")).isFalse();
        assertThat(sight.server("a-7", "")).isTrue();
        assertThat(sight.server("a", "")).isFalse();
        assertThat(sight.server("b", "")).isTrue();
        assertThat(sight.server("bb", "")).isFalse();
    }

    @Test
    void whoSeesTheSameIsEqualWhateverMayBeCalled() {
        Scope one = scope(List.of("api"), List.of("b", "a"), List.of());
        Scope other = new Scope(List.of("api"), List.of("a", "b"), List.of(), List.of(), new CallRate(5, 9, 2));
        assertThat(Sight.of(one)).isEqualTo(Sight.of(other)).hasSameHashCodeAs(Sight.of(other));
        assertThat(Sight.of(one)).isNotEqualTo(Sight.ALL);
    }

    @Test
    void whoMayCallSoMuchOnlyHasTheGatewayOnly() {
        Sight slow = Sight.of(new Scope(List.of(), List.of(), List.of(), List.of(), new CallRate(5, 0, 0)));
        Sight pinned = Sight.of(new Scope(List.of(), List.of(), List.of(), List.of("a__b"), CallRate.NONE));
        assertThat(slow.isNarrow()).isFalse();
        assertThat(slow.isForGatewayOnly()).isTrue();
        assertThat(slow.rate().burst()).isEqualTo(5);
        assertThat(pinned.isForGatewayOnly()).isFalse();
        assertThat(pinned.pinned("a", "b", "a__b")).isTrue();
    }

    @Test
    void whatIsKeptIsReadAgain() {
        Scope scope = new Scope(List.of("api"), List.of("a*"), List.of("a__b"), List.of("a/ü"), new CallRate(7, 20, 3));
        assertThat(Scope.read(scope.toJson())).isEqualTo(scope);
        assertThat(Scope.NONE.toJson()).isNull();
        assertThat(Scope.read(null)).isEqualTo(Scope.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"read_file", "", "*", "a*b__c", "A__b", "a/", "a/b\nc", "a__b c"})
    void toolsThatNameNoServerAreRefused(String tool) {
        assertThatThrownBy(() -> scope(List.of(), List.of(), List.of(tool)).check())
                .isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a__b", "a__*", "a__b*", "a*", "a/b.c", "a/*", "a-1/x y"})
    void toolsAreNamedInTwoWays(String tool) {
        scope(List.of(), List.of(), List.of(tool)).check();
    }

    @Test
    void wordsAreBounded() {
        assertThatThrownBy(() -> scope(List.of(), Collections.nCopies(201, "a"), List.of())
                        .check())
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> new Scope(List.of(), List.of(), List.of(), List.of(), new CallRate(-1, 0, 0)).check())
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> scope(List.of(), List.of("a b"), List.of()).check())
                .isInstanceOf(ProblemException.class);
    }
}
