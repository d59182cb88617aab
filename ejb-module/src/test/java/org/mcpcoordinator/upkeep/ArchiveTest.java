package org.mcpcoordinator.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.upkeep.TestingArchives.NEWEST_SCHEMA;
import static org.mcpcoordinator.upkeep.TestingArchives.PASSPHRASE;
import static org.mcpcoordinator.upkeep.TestingArchives.checked;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;

class ArchiveTest {
    @TempDir
    static Path folder;

    private static TestingDatabase database;
    private static Path open;
    private static Path guarded;

    @BeforeAll
    static void write() throws Exception {
        database = new TestingDatabase();
        TestingArchives.fill(database);
        open = folder.resolve("open.zip");
        guarded = folder.resolve("guarded.zip");
        TestingArchives.write(database, open, null);
        TestingArchives.write(database, guarded, PASSPHRASE);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aWholeArchiveIsTaken() {
        checked(open, null).close();
        checked(guarded, PASSPHRASE).close();
    }

    @Test
    void everyByteThatIsCutOffIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(open);
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(whole, length));
            assertRefused(() -> checked(cut, null), ProblemCode.ARCHIVE_INVALID);
        }
    }

    @Test
    void aByteThatWasChangedIsNoticedUnlessNobodyReadsIt() throws IOException {
        byte[] whole = Files.readAllBytes(open);
        int accepted = 0;
        for (int at = 40; at < whole.length; at += 211) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Path file = Files.write(folder.resolve("changed.zip"), changed);
            try (ArchiveReader archive = new ArchiveReader(file, NEWEST_SCHEMA)) {
                // Padding, or a time nobody looks at: every row's checksum was right.
                archive.check(null);
                accepted++;
            } catch (ProblemException refused) {
                assertThat(refused.code()).isIn(ProblemCode.ARCHIVE_INVALID, ProblemCode.ARCHIVE_TOO_NEW);
            }
        }
        assertThat(accepted).isLessThan(whole.length / 211 / 2);
    }

    @Test
    void somethingElseIsRefusedInWords() throws IOException {
        Path text = Files.writeString(folder.resolve("text.zip"), "{}");
        Path foreign = folder.resolve("foreign.zip");
        pack(foreign, Map.of("readme.txt", "hello"));

        assertRefused(() -> checked(text, null), ProblemCode.ARCHIVE_INVALID).hasMessageContaining("no archive");
        assertRefused(() -> checked(foreign, null), ProblemCode.ARCHIVE_INVALID)
                .hasMessageContaining("no entry manifest.json");
    }

    @Test
    void aNewerFormatOrSchemaIsRefusedEvenIfItCannotBeRead() throws IOException {
        Path newer = changed(open, Manifest.ENTRY, json -> json.replace("\"version\" : 1", "\"version\" : 2"));

        assertRefused(() -> checked(newer, null), ProblemCode.ARCHIVE_TOO_NEW).hasMessageContaining("format 2");
        assertRefused(() -> new ArchiveReader(open, 1), ProblemCode.ARCHIVE_TOO_NEW);
    }

    @Test
    void rowsThatWereTakenAwayAddedOrChangedAreNoticed() throws IOException {
        for (UnaryOperator<String> change : java.util.List.<UnaryOperator<String>>of(
                text -> text.substring(text.indexOf('\n') + 1),
                text -> text + "{}\n",
                text -> text.replace("\"fleet\":\"f\"", "\"fleet\":\"g\""))) {
            Path file = changed(open, "revision.jsonl", change);
            assertRefused(() -> checked(file, null), ProblemCode.ARCHIVE_INVALID)
                    .hasMessageContaining("revision.jsonl");
        }
    }

    @Test
    void entriesTheManifestDoesNotKnowAreRefused() throws IOException {
        Map<String, String> more = contents(open);
        more.put("../../etc/passwd", "root");
        pack(folder.resolve("more.zip"), more);
        Map<String, String> fewer = contents(open);
        fewer.remove("rollout.jsonl");
        pack(folder.resolve("fewer.zip"), fewer);

        assertRefused(() -> checked(folder.resolve("more.zip"), null), ProblemCode.ARCHIVE_INVALID);
        assertRefused(() -> checked(folder.resolve("fewer.zip"), null), ProblemCode.ARCHIVE_INVALID);
    }

    @Test
    void theWrongPassphraseAndNoneAreRefused() {
        assertRefused(() -> checked(guarded, "wrong passphrase"), ProblemCode.PASSPHRASE_WRONG);
        assertRefused(() -> checked(guarded, null), ProblemCode.PASSPHRASE_WRONG);
    }

    @Test
    void aManifestThatWasChangedIsNoticedByItsSignature() throws IOException {
        Path file =
                changed(guarded, Manifest.ENTRY, json -> json.replace("\"portBase\" : 3100", "\"portBase\" : 3200"));

        assertRefused(() -> checked(file, PASSPHRASE), ProblemCode.PASSPHRASE_WRONG);
    }

    @Test
    void nothingThatIsGuardedStandsInClearInTheArchive() throws IOException {
        String all = contents(guarded).values().toString();

        assertThat(all).doesNotContain("hash-of-ann", "horn-of-plenty", "ytnelp-fo-nroh");
        assertThat(contents(open)).doesNotContainKeys("account.sealed", "api_token.sealed", "secret.sealed");
        assertThat(contents(guarded)).containsKeys("account.sealed", "api_token.sealed", "secret.sealed");
    }

    @Test
    void aSealedLineOpensInItsOwnPlaceOnly() {
        Protection protection = Protection.fresh(PASSPHRASE.toCharArray());
        String sealed = protection.seal("secret.sealed", 3, "text");

        assertThat(protection.open("secret.sealed", 3, sealed)).isEqualTo("text");
        assertRefused(() -> protection.open("secret.sealed", 4, sealed), ProblemCode.ARCHIVE_INVALID);
        assertRefused(() -> protection.open("account.sealed", 3, sealed), ProblemCode.ARCHIVE_INVALID);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            ThrowingCallable call, ProblemCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static Path changed(Path from, String entry, UnaryOperator<String> change) throws IOException {
        Map<String, String> contents = contents(from);
        String before = String.valueOf(contents.get(entry));
        contents.put(entry, change.apply(before));
        assertThat(contents.get(entry)).isNotEqualTo(before);
        Path to = folder.resolve("edited.zip");
        pack(to, contents);
        return to;
    }

    private static Map<String, String> contents(Path file) throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                contents.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private static void pack(Path file, Map<String, String> contents) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : contents.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
