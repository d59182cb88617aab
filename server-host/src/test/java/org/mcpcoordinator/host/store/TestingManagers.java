package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A folder on the PATH with an npm and a uv that need no network: they write down how they were called and lay down what the
 * real ones do. The real npm is asked by the acceptance tests.
 */
final class TestingManagers {
    private static final String NPM = """
            #!/bin/sh
            echo "$*" >> "%1$s/calls"
            for last; do :; done
            name=${last%%@*}
            version=${last##*@}
            case "$version" in ""|latest|^*) version=$(cat "%1$s/newest");; esac
            [ "$name" = hangs ] && sleep 60
            [ "$name" = fails ] && echo "no match found for $last" && exit 1
            mkdir -p "node_modules/$name/dist"
            printf '#!/usr/bin/env node\\nconsole.log("%%s")\\n' "$version" > "node_modules/$name/dist/index.js"
            echo "{\\"name\\": \\"$name\\", \\"bin\\": {\\"run\\": \\"dist/index.js\\"}}" > "node_modules/$name/package.json"
            more=; [ "$name" = borrows ] && more=', "node_modules/other": {"version": "1.0.0", "resolved": "'$(cat "%1$s/resolved")'", "integrity": "sha512-x"}'
            [ "$name" = escapes ] && echo '{"bin": "../../../../../bin/sh"}' > "node_modules/$name/package.json"
            echo "{\\"packages\\": {\\"node_modules/$name\\": {\\"version\\": \\"$version\\", \\"integrity\\": \\"sha512-$version\\"}$more}}" \\
              > package-lock.json
            """;

    private static final String UV = """
            #!/bin/sh
            echo "uv $*" >> "%1$s/calls"
            case "$1 $2" in
              "venv "*) mkdir -p venv/bin; printf '#!/bin/sh\\n' > venv/bin/python; chmod +x venv/bin/python;;
              "pip compile")
                read -r name version < wanted.in
                case "$version" in ==*) version=${version#==};; *) version=1.2.3;; esac
                printf 'dependency==9.9 \\\\\\n    --hash=sha256:%%064d\\n%%s==%%s' 1 "$name" "$version" > requirements.txt
                for hash in $(cat "%1$s/archives"); do printf ' \\\\\\n    --hash=sha256:%%064d' "$hash" >> requirements.txt; done
                [ "$name" = strays ] && printf '\\nother @ https://example.org/other-1.0-py3-none-any.whl' >> requirements.txt
                echo >> requirements.txt;;
              "pip install") printf '#!/bin/sh\\n' > venv/bin/mcp-time; chmod +x venv/bin/mcp-time;;
            esac
            """;

    final TestingTime clock = new TestingTime();
    private final Path home;

    TestingManagers(Path home) throws IOException {
        this.home = home;
        program("npm", NPM);
        program("uv", UV);
        program("node", "#!/bin/sh\n");
        newest("1.0.0");
        archives("2");
        resolved("https://registry.example/other/-/other-1.0.0.tgz");
    }

    /** Numbers of the archives that the index has of each version, with spaces between them. */
    void archives(String numbers) throws IOException {
        Files.writeString(home.resolve("archives"), numbers);
    }

    /** Where the dependency of the package {@code borrows} was taken from. */
    void resolved(String address) throws IOException {
        Files.writeString(home.resolve("resolved"), address);
    }

    /** What uv was asked to install last of that version. */
    String asked(String name, String version) throws IOException {
        return Files.readString(
                home.resolve("store/uv").resolve(name).resolve(version).resolve("tree/wanted.in"));
    }

    void newest(String version) throws IOException {
        Files.writeString(home.resolve("newest"), version);
    }

    /** How they were called, one line each. */
    List<String> calls() throws IOException {
        Path calls = home.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    PackageStore store(Duration limit) {
        return new PackageStore(
                home.resolve("store"), Map.of("PATH", home + ":/usr/bin:/bin", "HOME", "/"), limit, clock);
    }

    /** One of another host. */
    PackageStore elsewhere() {
        return new PackageStore(
                home.resolve("elsewhere"),
                Map.of("PATH", home + ":/usr/bin:/bin", "HOME", "/"),
                Duration.ofSeconds(20),
                clock);
    }

    /** One on whose PATH there is no package manager. */
    PackageStore withoutManagers() {
        return new PackageStore(home.resolve("store"), Map.of("PATH", "/nowhere"), Duration.ofSeconds(20), clock);
    }

    private void program(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, text.contains("%1$s") ? text.formatted(home) : text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Stands still until it is told otherwise. */
    static final class TestingTime extends Clock {
        private Instant now = Instant.parse("2026-11-22T00:00:00Z");

        private final AtomicReference<@Nullable Error> broken = new AtomicReference<>();

        /** Whoever asks next meets that. */
        void breaksOnce(Error error) {
            broken.set(error);
        }

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            Error now = broken.getAndSet(null);
            if (now != null) {
                throw now;
            }
            return this.now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
