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
    private PromisedPorts promised;
    private Process other;

    @BeforeEach
    void anotherUpIsStarting() throws IOException {
        file = folder.resolve("up.lock");
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
        UpFile first = choose(Set.of());
        promise(first.ports());

        UpFile second = promised.choose(this::choose);

        assertThat(second.ports()).hasSize(5).doesNotContainAnyElementsOf(first.ports());
        Product.Wish same = new Product.Wish(first.httpPort(), null, null, null, "");
        assertThatThrownBy(() -> promised.choose(
                        others -> new PortChoice(same, Optional.empty(), others).starting(false, "/jdk")))
                .hasMessageContaining("is being taken by another up")
                .hasMessageContaining("--http-port");
    }

    @Test
    void whatIsChosenStandsInTheFileUntilItIsForgotten() throws IOException {
        promise(Set.of(1));
        UpFile chosen = promised.choose(this::choose);
        assertThat(Files.readString(file)).contains(Integer.toString(chosen.httpPort()));

        promised.forget();

        assertThat(Files.readString(file)).doesNotContain(Integer.toString(chosen.httpPort()));
        promised.choose(others -> {
            assertThat(others).as("of others nothing is forgotten").containsExactly(1);
            return choose(others);
        });
    }

    @Test
    void aPromiseEndsWithItsProcess() throws Exception {
        promise(Set.of(1, 2));
        other.destroyForcibly().waitFor();

        promised.choose(others -> {
            assertThat(others).isEmpty();
            return choose(others);
        });
    }

    @Test
    void aTornFileAndNoFileAtAllAreDoneWithout() throws IOException {
        Files.writeString(file, "[{\"process\":{\"pid\":");
        assertThat(promised.choose(this::choose).ports()).hasSize(5);

        Files.delete(file);
        Files.createDirectory(file);
        assertThat(promised.choose(this::choose).ports()).hasSize(5);
    }

    private UpFile choose(Set<Integer> others) {
        return new PortChoice(Product.Wish.NONE, Optional.empty(), others).starting(false, "/jdk");
    }

    private void promise(Set<Integer> ports) throws IOException {
        ProcessMark mark = ProcessMark.of(other.pid()).orElseThrow();
        Files.write(file, new ObjectMapper().writeValueAsBytes(List.of(new PromisedPorts.Promise(mark, ports))));
    }
}
