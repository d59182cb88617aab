package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.Printer;

class PromisedPortsTest {
    @TempDir
    Path folder;

    private Path file;
    private DataFolder mine;
    private DataFolder theirs;
    private PromisedPorts promised;
    private Process other;

    @BeforeEach
    void anotherUpIsStarting() throws IOException {
        file = folder.resolve("up.lock");
        mine = new DataFolder(folder.resolve("mine"));
        theirs = new DataFolder(folder.resolve("theirs"));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        promised = new PromisedPorts(file, new Printer(nowhere, nowhere));
        other = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void end() {
        other.destroyForcibly();
    }

    @Test
    void whatAnotherUpHasChosenIsNotChosenAgain() throws IOException {
        UpFile first = choose(Taken.NONE);
        promise(first.ports());

        UpFile second = promised.choose(mine, this::choose);

        assertThat(second.ports()).hasSize(5).doesNotContainAnyElementsOf(first.ports());
        assertThatThrownBy(() -> promised.choose(mine, taken -> named(first.httpPort(), taken)))
                .hasMessageContaining("is being taken by another up")
                .hasMessageContaining("--http-port");
    }

    @Test
    void thePortsOfAProductThatIsDownAreLeftToItUnlessOneIsNamed() throws Exception {
        UpFile first = choose(Taken.NONE);
        promise(first.ports());
        first.write(theirs.make());
        other.destroyForcibly().waitFor();

        UpFile second = promised.choose(mine, this::choose);

        assertThat(second.ports()).hasSize(5).doesNotContainAnyElementsOf(first.ports());
        assertThat(promised.choose(mine, taken -> named(first.httpPort(), taken))
                        .httpPort())
                .isEqualTo(first.httpPort());
        theirs.wipe();
        assertThat(promised.choose(mine, this::choose).ports()).isEqualTo(first.ports());
    }

    @Test
    void aFolderKeepsOnlyWhatItWasPromisedLast() throws IOException {
        promise(Set.of(1));
        promised.choose(mine, taken -> named(2345, taken));

        UpFile chosen = promised.choose(mine, taken -> {
            assertThat(taken.starting()).as("its own ports are nobody else's").containsExactly(1);
            return choose(taken);
        });

        assertThat(Files.readString(file))
                .contains("[1]", Integer.toString(chosen.httpPort()))
                .doesNotContainPattern("[\\[,]2345[,\\]]");
    }

    @Test
    void aPromiseEndsWithItsProcessWhenNothingWasMade() throws Exception {
        promise(Set.of(1, 2));
        other.destroyForcibly().waitFor();

        promised.choose(mine, taken -> {
            assertThat(taken).isEqualTo(Taken.NONE);
            return choose(taken);
        });
    }

    @Test
    void aTornFileAndNoFileAtAllAreDoneWithout() throws IOException {
        for (String text : List.of("[{\"process\":{\"pid\":", "[{\"ports\":[1]}]", "")) {
            Files.writeString(file, text);
            assertThat(promised.choose(mine, this::choose).ports()).hasSize(5);
        }

        Files.delete(file);
        Files.createDirectory(file);
        assertThat(promised.choose(mine, this::choose).ports()).hasSize(5);
    }

    private UpFile choose(Taken taken) {
        return new PortChoice(Product.Wish.NONE, Optional.empty(), taken).starting(false, false, "/jdk");
    }

    private static UpFile named(int port, Taken taken) {
        Product.Wish wish = new Product.Wish(port, null, null, null, null, "");
        return new PortChoice(wish, Optional.empty(), taken).starting(false, false, "/jdk");
    }

    private void promise(Set<Integer> ports) throws IOException {
        ProcessMark mark = ProcessMark.of(other.pid()).orElseThrow();
        Files.write(
                file,
                new ObjectMapper()
                        .writeValueAsBytes(List.of(
                                new PromisedPorts.Promise(mark, theirs.root().toString(), ports))));
    }
}
