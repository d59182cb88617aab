package org.mcpcoordinator.host.builtin.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.builtin.Calls;
import org.mcpcoordinator.mcp.server.ToolFailure;

class GitTest {
    @TempDir
    Path directory;

    /** A repository of two commits by two people, the second on the branch main and tagged. */
    private Path repository() throws Exception {
        NothingOutside.install();
        Path folder = Files.createDirectory(directory.resolve("work"));
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call()) {
            Files.writeString(folder.resolve("a.txt"), "one\ntwo\nthree\n");
            Files.createDirectory(folder.resolve("sub"));
            Files.writeString(folder.resolve("sub/b.txt"), "alpha\n");
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("First\n\nBecause.")
                    .setAuthor("Ada", "ada@example.org")
                    .call();
            Files.writeString(folder.resolve("a.txt"), "one\nTWO\nthree\n");
            git.commit()
                    .setAll(true)
                    .setMessage("Shout")
                    .setAuthor("Bo", "bo@example.org")
                    .call();
            git.tag().setName("v1").setMessage("Release").call();
        }
        return folder;
    }

    private Calls calls(Path folder, String more) throws Exception {
        return Calls.of("git", "{\"repository\":\"" + folder + "\"" + more + "}", directory);
    }

    @Test
    void theHistoryOfARepositoryIsTold() throws Exception {
        try (Calls calls = calls(repository(), "")) {
            JsonNode log = calls.json("log", "{}");
            assertThat(log.path("commits").findValuesAsText("message")).containsExactly("Shout", "First");
            assertThat(calls.json("log", "{\"author\":\"ADA\"}").path("commits"))
                    .hasSize(1);
            assertThat(calls.json("log", "{\"text\":\"because\"}").path("commits"))
                    .hasSize(1);
            assertThat(calls.json("log", "{\"path\":\"sub\"}").path("commits")).hasSize(1);
            assertThat(calls.json("log", "{\"until\":\"2001-01-01\"}").path("commits"))
                    .isEmpty();
            assertThat(calls.json("log", "{\"limit\":1}").path("more").asBoolean())
                    .isTrue();
            assertThat(calls.failure("log", "{\"since\":\"yesterday\"}")).contains("since: write a day");
            JsonNode shown = calls.json("show_commit", "{\"revision\":\"v1\"}");
            assertThat(shown.path("patch").asText()).contains("-two\n+TWO\n");
            assertThat(shown.at("/files/0/added").asInt()).isEqualTo(1);
            assertThat(calls.json("show_commit", "{\"revision\":\"v1~1\"}").path("files"))
                    .hasSize(2);
            JsonNode diff = calls.json("diff", "{\"from\":\"main~1\",\"path\":\"a.txt\",\"context\":0}");
            assertThat(diff.path("patch").asText()).contains("@@ -2").doesNotContain("three");
            JsonNode blame = calls.json("blame", "{\"path\":\"a.txt\"}");
            assertThat(blame.path("lines").findValuesAsText("author")).containsExactly("Ada", "Bo", "Ada");
        }
    }

    @Test
    void filesAreReadAndSearchedAsTheyWere() throws Exception {
        Path folder = repository();
        Files.writeString(folder.resolve("a.txt"), "changed\n");
        Files.writeString(folder.resolve("new.txt"), "new\n");
        try (Calls calls = calls(folder, "")) {
            assertThat(calls.text("read_file", "{\"path\":\"a.txt\",\"revision\":\"HEAD~1\"}"))
                    .isEqualTo("one\ntwo\nthree\n");
            assertThat(calls.json("list_files", "{}").path("files").findValuesAsText("path"))
                    .containsExactly("a.txt", "sub");
            assertThat(calls.json("list_files", "{\"path\":\"sub/\"}")
                            .path("files")
                            .findValuesAsText("path"))
                    .containsExactly("sub/b.txt");
            assertThat(calls.json("list_files", "{\"recursive\":true}").path("files"))
                    .hasSize(2);
            assertThat(calls.json("search", "{\"pattern\":\"two\"}").path("matches"))
                    .hasSize(1);
            assertThat(calls.json("search", "{\"pattern\":\"two\",\"ignoreCase\":false}")
                            .path("matches"))
                    .isEmpty();
            assertThat(calls.json("search", "{\"pattern\":\"^(a|o)\",\"regex\":true,\"limit\":1}")
                            .path("cut")
                            .asBoolean())
                    .isTrue();
            assertThat(calls.failure("search", "{\"pattern\":\"(\",\"regex\":true}"))
                    .contains("pattern:");
            JsonNode status = calls.json("status", "{}");
            assertThat(status.at("/modified/0").asText()).isEqualTo("a.txt");
            assertThat(status.at("/untracked/0").asText()).isEqualTo("new.txt");
            assertThat(calls.json("list_branches", "{}").path("current").asText())
                    .isEqualTo("main");
            assertThat(calls.json("list_tags", "{}").at("/tags/0/message").asText())
                    .isEqualTo("Shout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd", "a/../../x", "no/such", "sub"})
    void nothingButFilesOfTheRevisionIsRead(String path) throws Exception {
        Files.writeString(directory.resolve("outside"), "secret");
        try (Calls calls = calls(repository(), "")) {
            assertThat(calls.failure("read_file", "{\"path\":\"" + path + "\"}"))
                    .contains("path: ")
                    .doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such", "HEAD~999", "../x", "@{bad", "^^^", "--all", "deadbeef", "main^{tree}"})
    void whatIsNoRevisionIsNamed(String revision) throws Exception {
        try (Calls calls = calls(repository(), "")) {
            assertThat(calls.failure("show_commit", "{\"revision\":\"" + revision + "\"}"))
                    .contains("revision: ");
        }
    }

    @Test
    void aLinkIsTextAndIsNotFollowed() throws Exception {
        Path folder = repository();
        Files.writeString(directory.resolve("outside"), "secret");
        Files.createSymbolicLink(folder.resolve("link"), directory.resolve("outside"));
        try (Git git = Git.open(folder.toFile())) {
            git.add().addFilepattern("link").call();
            git.commit().setMessage("Link").call();
        }
        try (Calls calls = calls(folder, "")) {
            assertThat(calls.text("read_file", "{\"path\":\"link\"}"))
                    .isEqualTo(directory.resolve("outside").toString());
        }
    }

    @Test
    void noProgramNoHookAndNobodysConfigurationTakesPart() throws Exception {
        Path folder = repository();
        Path mark = directory.resolve("mark");
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), "[user]\n\tname = Somebody Else\n");
        try (Git git = Git.open(folder.toFile())) {
            StoredConfig config = git.getRepository().getConfig();
            for (String kind : List.of("clean", "smudge", "process")) {
                config.setString("filter", "evil", kind, "touch " + mark);
            }
            config.setString("core", null, "fsmonitor", "touch " + mark);
            config.setString("core", null, "worktree", directory.toString());
            config.save();
        }
        Files.writeString(folder.resolve(".gitattributes"), "* filter=evil\n");
        // As long as what was committed, so that only its content can tell that it changed.
        Files.writeString(folder.resolve("a.txt"), "one\nTWO\nTHREE\n");
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1_000_000_000_000L));
        for (String hook : List.of("pre-commit", "commit-msg", "post-commit", "reference-transaction")) {
            Path file = folder.resolve(".git/hooks").resolve(hook);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\ntouch " + mark + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        try (Calls calls = calls(folder, ",\"write\":true")) {
            assertThat(calls.json("status", "{}").path("modified")).hasSize(1);
            calls.json("create_branch", "{\"name\":\"work\"}");
            calls.json(
                    "commit",
                    "{\"branch\":\"work\",\"message\":\"Add\",\"files\":[{\"path\":\"c.txt\",\"text\":\"c\"}]}");
            assertThat(calls.json("log", "{\"revision\":\"work\"}")
                            .at("/commits/0/author")
                            .asText())
                    .isEqualTo("testing");
        }
        assertThat(mark).doesNotExist();
        try (Repository unprotected = new FileRepositoryBuilder()
                .setGitDir(folder.resolve(".git").toFile())
                .setWorkTree(folder.toFile())
                .build()) {
            Git.wrap(unprotected).status().call();
        }
        assertThat(mark).as("the same repository without our protection").exists();
    }

    @Test
    void nothingOutsideOfTheFolderIsReadThroughTheRepositorysOwnFiles() throws Exception {
        Path folder = repository();
        Path git = folder.resolve(".git");
        Path outside = directory.resolve("outside");
        Files.writeString(outside, "secret [ no = config\n");
        String config = Files.readString(git.resolve("config"));
        Files.writeString(git.resolve("config"), config + "[include]\n\tpath = " + outside + "\n");
        try (Calls calls = calls(folder, ",\"write\":true")) {
            assertThat(calls.json("log", "{}").path("commits")).hasSize(2);
            Path evil = git.resolve("refs/heads/evil");
            Files.writeString(evil, "ref: refs/../../../outside\n");
            assertThat(calls.failure("list_branches", "{}"))
                    .contains("refs/heads/evil leads to no reference")
                    .doesNotContain("secret");
            Files.delete(evil);
            for (String own : List.of("refs/heads/evil", "packed-refs", "index", "objects/pack/x", "info/exclude2")) {
                Path link = git.resolve(own);
                Files.createDirectories(link.getParent());
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, outside);
                assertThat(calls.failure("log", "{}"))
                        .contains(own + " is a link")
                        .doesNotContain("secret");
                Files.delete(link);
            }
            Files.writeString(Files.createDirectories(git.resolve("notes")).resolve("x"), "secret of the repository");
            assertThat(calls.failure("show_commit", "{\"revision\":\"notes/x\"}"))
                    .contains("there is no notes/x")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aBranchSomebodyWorksOnElsewhereIsLeftAlone() throws Exception {
        Path folder = repository();
        Path git = folder.resolve(".git");
        String commit = ",\"message\":\"m\",\"files\":[{\"path\":\"c.txt\",\"text\":\"c\"}]}";
        try (Calls calls = calls(folder, ",\"write\":true")) {
            for (String branch : List.of("there", "rebased", "free")) {
                calls.json("create_branch", "{\"name\":\"" + branch + "\"}");
            }
            Path other = Files.createDirectories(git.resolve("worktrees/other/rebase-merge"));
            Files.writeString(other.resolve("../HEAD"), "ref: refs/heads/there\n");
            Files.writeString(other.resolve("head-name"), "refs/heads/rebased\n");
            Files.writeString(git.resolve("refs/heads/alias"), "ref: refs/heads/main\n");
            for (String branch : List.of("there", "rebased")) {
                assertThat(calls.failure("commit", "{\"branch\":\"" + branch + "\"" + commit))
                        .contains("checked out in a work tree");
            }
            assertThat(calls.failure("commit", "{\"branch\":\"alias\"" + commit))
                    .contains("another name for main");
            calls.json("commit", "{\"branch\":\"free\"" + commit);
            assertThat(calls.json("log", "{\"revision\":\"main\"}").path("commits"))
                    .hasSize(2);
        }
    }

    @Test
    void filesThatOnceWereLargeComeNotIntoMemory() throws Exception {
        Path folder = repository();
        try (Git git = Git.open(folder.toFile())) {
            Files.writeString(folder.resolve("big.txt"), "a line of text\n".repeat(700_000));
            git.add().addFilepattern("big.txt").call();
            git.commit().setMessage("Big").call();
            Files.writeString(folder.resolve("big.txt"), "a line of text\nand another\n");
            git.commit().setAll(true).setMessage("Small").call();
        }
        try (Calls calls = calls(folder, "")) {
            assertThat(calls.text("read_file", "{\"path\":\"big.txt\"}")).hasSize(27);
            assertThat(calls.failure("read_file", "{\"path\":\"big.txt\",\"revision\":\"HEAD~1\"}"))
                    .contains("10500000 bytes");
            assertThat(calls.failure("blame", "{\"path\":\"big.txt\"}")).contains("more than 8388608 bytes");
            JsonNode shown = calls.json("show_commit", "{}");
            assertThat(shown.at("/files/0/path").asText()).isEqualTo("big.txt");
            assertThat(shown.path("patch").asText()).contains("Binary files differ");
            assertThat(calls.json("search", "{\"pattern\":\"line\",\"revision\":\"HEAD~1\"}")
                            .path("filesPassedOver")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aWalkForCommitsOfOnePathHearsThatItsTimeIsOver() throws Exception {
        Path folder = repository();
        try (Git git = Git.open(folder.toFile());
                RevWalk walk = new RevWalk(git.getRepository())) {
            walk.markStart(walk.parseCommit(git.getRepository().resolve("main")));
            walk.setTreeFilter(new HistoryTools.InTime(new Deadline(-1)));
            assertThatThrownBy(walk::next).isInstanceOf(ToolFailure.class).hasMessageContaining("took longer");
        }
    }

    @Test
    void moreBranchesThanAreToldAreSaidToBeCut() throws Exception {
        Path folder = repository();
        try (Calls calls = calls(folder, "")) {
            assertThat(calls.json("list_branches", "{}").path("cut").asBoolean(true))
                    .isFalse();
            String head = Files.readString(folder.resolve(".git/refs/heads/main"));
            for (int branch = 0; branch < 500; branch++) {
                Files.writeString(folder.resolve(".git/refs/heads/b" + branch), head);
            }
            JsonNode told = calls.json("list_branches", "{}");
            assertThat(told.path("branches")).hasSize(500);
            assertThat(told.path("cut").asBoolean()).isTrue();
        }
    }

    @Test
    void readingLeavesNoTraceInTheRepository() throws Exception {
        Path folder = repository();
        List<String> before = files(folder);
        try (Calls calls = calls(folder, "")) {
            for (String tool : List.of("log", "show_commit", "list_branches", "list_tags", "list_files", "status")) {
                calls.json(tool, "{}");
            }
        }
        assertThat(files(folder)).isEqualTo(before);
    }

    @Test
    void commitsGoToABranchNobodyWorksOn() throws Exception {
        Path folder = repository();
        try (Calls calls = calls(folder, ",\"write\":true,\"authorName\":\"Robot\"")) {
            String file = "\"files\":[{\"path\":\"sub/c.txt\",\"text\":\"c\\n\"},{\"path\":\"a.txt\",\"text\":null}]";
            String add = ",\"message\":\"Add c\"," + file + "}";
            assertThat(calls.failure("commit", "{\"branch\":\"main\"" + add)).contains("checked out in a work tree");
            assertThat(calls.failure("commit", "{\"branch\":\"none\"" + add)).contains("make it with create_branch");
            calls.json("create_branch", "{\"name\":\"work/one\",\"from\":\"v1\"}");
            assertThat(calls.json("commit", "{\"branch\":\"work/one\"" + add)
                            .path("author")
                            .asText())
                    .isEqualTo("Robot");
            assertThat(calls.failure("commit", "{\"branch\":\"work/one\"" + add))
                    .contains("nothing would change");
            assertThat(calls.json("list_files", "{\"revision\":\"work/one\",\"recursive\":true}")
                            .path("files")
                            .findValuesAsText("path"))
                    .containsExactly("sub/b.txt", "sub/c.txt");
            assertThat(calls.failure("create_branch", "{\"name\":\"work/one\"}"))
                    .contains("there is a branch");
            assertThat(calls.failure("create_branch", "{\"name\":\"a..b\"}")).contains("is no name");
            for (String path : List.of("../x", ".git/config", "/x", "a//b", "sub/.GIT/hooks/x")) {
                assertThat(calls.failure(
                                "commit",
                                "{\"branch\":\"work/one\",\"message\":\"m\",\"files\":[{\"path\":\"" + path
                                        + "\",\"text\":\"x\"}]}"))
                        .contains("files: " + path);
            }
        }
        assertThat(folder.resolve("a.txt")).hasContent("one\nTWO\nthree");
        assertThat(folder.resolve("sub/c.txt")).doesNotExist();
    }

    @Test
    void repositoriesThatReachElsewhereAreRefused() throws Exception {
        Path folder = repository();
        Files.createDirectories(folder.resolve(".git/objects/info"));
        Files.writeString(folder.resolve(".git/objects/info/alternates"), "/tmp\n");
        try (Calls calls = calls(folder, "")) {
            assertThat(calls.failure("log", "{}")).contains("borrows from another folder");
        }
        Path linked = Files.createDirectory(directory.resolve("linked"));
        Files.createSymbolicLink(linked.resolve(".git"), folder.resolve(".git"));
        try (Calls calls = calls(linked, "")) {
            assertThat(calls.failure("log", "{}")).contains("no whole Git repository");
        }
        Path pointed = Files.createDirectory(directory.resolve("pointed"));
        Files.writeString(pointed.resolve(".git"), "gitdir: " + folder.resolve(".git"));
        try (Calls calls = calls(pointed, "")) {
            assertThat(calls.failure("log", "{}")).contains("no whole Git repository");
        }
    }

    @Test
    void largeAnswersAreCut() throws Exception {
        Path folder = repository();
        Files.writeString(folder.resolve("big.txt"), "a line of text\n".repeat(1_000));
        try (Git git = Git.open(folder.toFile())) {
            git.add().addFilepattern("big.txt").call();
            git.commit().setMessage("Big").call();
        }
        try (Calls calls = calls(folder, ",\"maxBytes\":1024")) {
            JsonNode shown = calls.json("show_commit", "{}");
            assertThat(shown.path("patch").asText()).hasSize(1024);
            assertThat(shown.path("cut").asBoolean()).isTrue();
            assertThat(calls.failure("read_file", "{\"path\":\"big.txt\"}")).contains("at most 1024");
            assertThat(calls.failure("blame", "{\"path\":\"big.txt\"}")).contains("at most 1024");
        }
    }

    @Test
    void aSampleIsMadeOnFirstUseAndIsTheSameEachTime() throws Exception {
        String first;
        try (Calls calls = Calls.of("git", "{\"theme\":\"robot\",\"seed\":7,\"commits\":30}", directory)) {
            assertThat(directory.resolve("git")).doesNotExist();
            assertThat(calls.json("log", "{\"limit\":200}").path("commits")).hasSizeBetween(20, 30);
            first = calls.json("log", "{}").at("/commits/0/commit").asText();
            assertThat(calls.json("list_tags", "{}").path("tags")).hasSizeGreaterThanOrEqualTo(4);
            assertThat(calls.json("list_branches", "{}").path("branches")).hasSize(2);
            JsonNode status = calls.json("status", "{}");
            assertThat(status.path("modified")).hasSize(1);
            assertThat(status.path("untracked")).hasSize(1);
        }
        try (Calls again =
                Calls.of("git", "{\"theme\":\"robot\",\"seed\":7,\"commits\":30}", directory.resolve("elsewhere"))) {
            assertThat(again.json("log", "{}").at("/commits/0/commit").asText()).isEqualTo(first);
        }
        for (String theme : new GitType().sheet().choices("theme")) {
            try (Calls calls = Calls.of("git", "{\"theme\":\"" + theme + "\",\"commits\":8}", directory)) {
                assertThat(calls.json("log", "{}").path("commits")).as(theme).hasSizeGreaterThan(4);
            }
        }
    }

    private static List<String> files(Path folder) throws Exception {
        List<String> files = new ArrayList<>();
        try (var all = Files.walk(folder)) {
            for (Path file : all.sorted().toList()) {
                files.add(file + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
