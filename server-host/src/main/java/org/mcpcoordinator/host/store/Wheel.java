package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An archive of a Python package that is installed without running anything of it.
 *
 * @param name as its file has it
 * @param hash SHA-256 of its bytes, in hex
 * @param elsewhere packages that it wants from addresses instead of an index, in the form of PEP 503
 */
record Wheel(String name, String version, String hash, List<String> elsewhere) {
    private static final Pattern FILE =
            Pattern.compile("([A-Za-z0-9._]+)-([0-9A-Za-z.!+_]+)(-[0-9][^-]*)?-[^-]+-[^-]+-[^-]+\\.whl");

    private static final Pattern ADDRESS =
            Pattern.compile("(?i)Requires-Dist:\\s*([A-Za-z0-9._-]+)\\s*(?:\\[[^]]*])?\\s*@.*");

    private static final int LONGEST = 4 << 20;

    Wheel {
        elsewhere = List.copyOf(elsewhere);
    }

    /** All of a folder, by name. */
    static List<Wheel> all(Path folder) throws IOException, PackageProblem {
        List<Wheel> wheels = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                wheels.add(read(file));
            }
        }
        return wheels;
    }

    /** pip follows addresses wherever they lead, as far as packages name some. */
    static void refuseStrangers(List<Wheel> all) throws PackageProblem {
        Set<String> names = all.stream().map(wheel -> normal(wheel.name())).collect(Collectors.toSet());
        for (Wheel wheel : all) {
            for (String other : wheel.elsewhere()) {
                if (names.contains(other)) {
                    throw new PackageProblem(
                            PackageProblem.FAILED,
                            wheel.name() + " needs " + other + " from elsewhere than an index; it is not kept");
                }
            }
        }
    }

    /** A name as indexes compare it (PEP 503). */
    static String normal(String name) {
        return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    }

    private static Wheel read(Path file) throws IOException, PackageProblem {
        Matcher parts = FILE.matcher(String.valueOf(file.getFileName()));
        if (!parts.matches()) {
            throw new PackageProblem(
                    PackageProblem.FAILED, file.getFileName() + " is no wheel; nothing that has to be built is kept");
        }
        return new Wheel(parts.group(1), parts.group(2), hash(file), elsewhere(file));
    }

    private static String hash(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static List<String> elsewhere(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile archive = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = archive.stream()
                    .filter(entry -> entry.getName().matches("[^/]+\\.dist-info/METADATA"))
                    .toList();
            for (ZipEntry entry : entries) {
                try (InputStream input = archive.getInputStream(entry)) {
                    new String(input.readNBytes(LONGEST), StandardCharsets.UTF_8)
                            .lines()
                            .takeWhile(line -> !line.isEmpty())
                            .map(ADDRESS::matcher)
                            .filter(Matcher::matches)
                            .forEach(matcher -> names.add(normal(matcher.group(1))));
                }
            }
        }
        return names;
    }
}
