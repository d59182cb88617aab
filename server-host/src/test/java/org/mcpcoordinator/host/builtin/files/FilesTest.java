package org.mcpcoordinator.host.builtin.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.builtin.Calls;

class FilesTest {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void makeRoot() throws Exception {
        root = Files.createDirectories(directory.resolve("root/inner"));
        root = directory.resolve("root");
        Files.writeString(root.resolve("inner/a.txt"), "first\nSecond needle\nthird\n");
        Files.writeString(root.resolve(".hidden"), "secret needle");
        Files.writeString(directory.resolve("outside.txt"), "outside needle");
        Files.createDirectories(directory.resolve("root-2"));
        Files.writeString(directory.resolve("root-2/b.txt"), "sibling needle");
        Files.createSymbolicLink(root.resolve("leak"), directory.resolve("outside.txt"));
        Files.createSymbolicLink(root.resolve("leakdir"), directory);
        Files.createSymbolicLink(root.resolve("inside"), root.resolve("inner/a.txt"));
        Files.createSymbolicLink(root.resolve("tohidden"), root.resolve(".hidden"));
    }

    private Calls calls(String more) throws Exception {
        return Calls.of("files", "{\"root\":\"" + root + "\"" + more + "}", directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.txt",
                "inner/../../outside.txt",
                "/etc/passwd",
                "leak",
                "leakdir/outside.txt",
                "leakdir",
                "../root-2/b.txt",
                "inner/..",
                "..",
                "leakdir/root-2/b.txt",
                ".hidden",
                "tohidden",
                "a\\u0000b",
                "leakdir/../outside.txt",
                "./../outside.txt"
            })
    void nothingOutsideTheRootOrHiddenCanBeReadOrChanged(String path) throws Exception {
        try (Calls calls = calls(",\"write\":true")) {
            for (String tool : new String[] {"read_file", "file_info", "list_folder", "delete_file", "make_folder"}) {
                assertThat(calls.failure(tool, "{\"path\":\"" + path + "\"}")).contains("path: ");
            }
            assertThat(calls.failure("write_file", "{\"path\":\"" + path + "\",\"text\":\"x\",\"mode\":\"replace\"}"))
                    .contains("path: ");
            assertThat(calls.failure("search_files", "{\"path\":\"" + path + "\",\"text\":\"needle\"}"))
                    .contains("path: ");
        }
        assertThat(directory.resolve("outside.txt")).hasContent("outside needle");
        assertThat(root.resolve(".hidden")).hasContent("secret needle");
    }

    @Test
    void writingThroughALinkedFolderIsRefused() throws Exception {
        try (Calls calls = calls(",\"write\":true")) {
            assertThat(calls.failure("write_file", "{\"path\":\"leakdir/new.txt\",\"text\":\"x\"}"))
                    .contains("leads out of the root");
            assertThat(calls.failure("make_folder", "{\"path\":\"leakdir/x/y\"}"))
                    .contains("leads out of the root");
            assertThat(calls.failure("delete_file", "{\"path\":\"inside\"}")).contains("is a link");
        }
        assertThat(directory.resolve("new.txt")).doesNotExist();
    }

    @Test
    void aLinkInsideTheRootIsFollowed() throws Exception {
        try (Calls calls = calls("")) {
            assertThat(calls.text("read_file", "{\"path\":\"inside\"}")).startsWith("first");
        }
    }

    @Test
    void searchFindsNamesAndTextsButFollowsNoLinksAndLooksIntoNothingHidden() throws Exception {
        try (Calls calls = calls("")) {
            JsonNode places =
                    calls.json("search_files", "{\"text\":\"NEEDLE\"}").path("places");
            assertThat(places).hasSize(1);
            assertThat(places.at("/0/path").asText()).isEqualTo("inner/a.txt");
            assertThat(places.at("/0/line").asInt()).isEqualTo(2);
            assertThat(calls.json("search_files", "{\"text\":\"a.TXT\",\"in\":\"names\"}")
                            .path("places"))
                    .hasSize(1);
        }
        try (Calls calls = calls(",\"hidden\":true")) {
            assertThat(calls.json("search_files", "{\"text\":\"needle\"}").path("places"))
                    .hasSize(2);
        }
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        org.junit.jupiter.api.Assumptions.assumeTrue(made.waitFor() == 0, "mkfifo is not there");
        try (Calls calls = calls("")) {
            assertThat(calls.failure("read_file", "{\"path\":\"pipe\"}")).contains("no regular file");
            assertThat(calls.json("search_files", "{\"text\":\"needle\"}").path("places"))
                    .hasSize(1);
            assertThat(calls.json("list_folder", "{}").toString()).contains("\"name\":\"pipe\",\"kind\":\"other\"");
        }
    }

    @Test
    void readsAreCutAtTheLimitAndSaySo() throws Exception {
        Files.writeString(root.resolve("long.txt"), "é".repeat(1_000) + "\n".repeat(10));
        try (Calls calls = calls(",\"maxBytes\":1025")) {
            assertThat(calls.text("read_file", "{\"path\":\"long.txt\"}"))
                    .startsWith("é".repeat(512) + "\n[lines 1 to 1 of 1 in the first 1025 of 2010 bytes]");
            assertThat(calls.text("read_file", "{\"path\":\"inner/a.txt\",\"firstLine\":2,\"lines\":1}"))
                    .isEqualTo("Second needle\n[lines 2 to 2 of 3]");
        }
        Files.write(root.resolve("binary"), new byte[] {(byte) 0xFF, 0, 1});
        try (Calls calls = calls("")) {
            assertThat(calls.failure("read_file", "{\"path\":\"binary\"}")).contains("no UTF-8 text");
        }
    }

    @Test
    void writingIsOfferedOnlyWhenSettingsSaySo() throws Exception {
        try (Calls calls = calls("")) {
            assertThat(calls.tools()).doesNotContain("write_file", "delete_file", "make_folder");
        }
        try (Calls calls = calls(",\"write\":true,\"maxBytes\":1024")) {
            calls.json("make_folder", "{\"path\":\"new/deep\"}");
            calls.json("write_file", "{\"path\":\"new/deep/c.txt\",\"text\":\"one\"}");
            assertThat(calls.failure("write_file", "{\"path\":\"new/deep/c.txt\",\"text\":\"two\"}"))
                    .contains("use mode replace");
            calls.json("write_file", "{\"path\":\"new/deep/c.txt\",\"text\":\" two\",\"mode\":\"append\"}");
            assertThat(root.resolve("new/deep/c.txt")).hasContent("one two");
            assertThat(calls.failure("delete_file", "{\"path\":\"new\"}")).contains("not empty");
            calls.json("delete_file", "{\"path\":\"new/deep/c.txt\"}");
            assertThat(calls.failure("write_file", "{\"path\":\"big\",\"text\":\"" + "x".repeat(1025) + "\"}"))
                    .contains("at most 1024");
            assertThat(calls.failure("write_file", "{\"path\":\"nowhere/c.txt\",\"text\":\"\"}"))
                    .contains("make_folder first");
        }
    }

    @Test
    void sampleDocumentsAreMadeAtTheFirstCallAndEqualForEqualSeeds() throws Exception {
        Path data = directory.resolve("data");
        try (Calls calls = Calls.of("files", "{\"theme\":\"recipes\",\"seed\":3,\"documents\":10}", data)) {
            assertThat(data).doesNotExist();
            JsonNode found = calls.json("search_files", "{\"text\":\"Serves\",\"in\":\"texts\"}");
            assertThat(found.path("places")).hasSize(10);
            try (Calls again = Calls.of(
                    "files", "{\"theme\":\"recipes\",\"seed\":3,\"documents\":10}", directory.resolve("data-2"))) {
                assertThat(again.json("search_files", "{\"text\":\"Serves\",\"in\":\"texts\"}"))
                        .isEqualTo(found);
            }
            try (Calls other = Calls.of("files", "{\"theme\":\"recipes\",\"seed\":4,\"documents\":10}", data)) {
                assertThat(other.json("search_files", "{\"text\":\"Serves\",\"in\":\"texts\"}"))
                        .isNotEqualTo(found);
            }
        }
    }
}
