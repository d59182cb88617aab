package org.mcpcoordinator.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final String LONGEST_SERVER = "a-server-of-24-letters-x";

    @Test
    void aPlainNameStandsBehindItsServers() {
        assertThat(Names.of("notes", "read_file", Set.of())).isEqualTo("notes__read_file");
    }

    @Test
    void whatIsTooLongOrForeignEndsInAMarkThatIsAlwaysTheSame() {
        String dotted = Names.of("notes", "admin.tools.list", Set.of());
        String spaced = Names.of("notes", "admin tools list", Set.of());
        String endless = Names.of(LONGEST_SERVER, "x".repeat(128), Set.of());

        assertThat(dotted).isEqualTo("notes__admin_tools_list_ca3daba2");
        assertThat(spaced).startsWith("notes__admin_tools_list_").isNotEqualTo(dotted);
        assertThat(endless).hasSize(48).startsWith(LONGEST_SERVER + "__xxx");
        assertThat(Set.of(dotted, spaced, endless, Names.of("s", "ü", Set.of())))
                .allMatch(name -> name.matches("[A-Za-z0-9_-]{1,48}"));
    }

    @Test
    void noTwoHaveOneName() {
        String marked = Names.of("s", "a.b", Set.of());

        assertThat(Names.of("s", "a.b", Set.of(marked))).isNotEqualTo(marked);
        assertThat(Names.of("s", "c", Set.of("s__c"))).isNotEqualTo("s__c");
    }

    @Test
    void aUriIsFoundAgainAndATemplateStaysOne() {
        String uri = Names.uri("notes", "file:///a b?c=%20#d");
        assertThat(uri).isEqualTo("coordinator://notes/file:///a b?c=%20#d");
        assertThat(Names.place(uri)).contains(new Names.Place("notes", "file:///a b?c=%20#d"));
        assertThat(Names.uri("notes", "test://{id}/x{?y}")).isEqualTo("coordinator://notes/test://{id}/x{?y}");

        assertThat(Names.place("file:///a")).isEmpty();
        assertThat(Names.place("coordinator://notes")).isEmpty();
        assertThat(Names.place("coordinator://notes/")).isEmpty();
        assertThat(Names.place("coordinator:///x")).isEmpty();
    }
}
