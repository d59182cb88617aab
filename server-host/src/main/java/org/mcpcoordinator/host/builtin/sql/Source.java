package org.mcpcoordinator.host.builtin.sql;

import java.nio.file.Path;
import java.util.Objects;

/** Where a server's rows come from. */
sealed interface Source {
    /** For models: what is in there. */
    String about();

    /** Made when asked, forgotten when room is needed. */
    record InMemory(Sample sample) implements Source {
        public InMemory {
            Objects.requireNonNull(sample);
        }

        @Override
        public String about() {
            return "A read-only sample database (H2): " + Themes.about(sample.theme()) + ".";
        }
    }

    /** Made when first asked, then kept in a file. */
    record InFile(Sample sample, Path file) implements Source {
        public InFile {
            Objects.requireNonNull(sample);
            Objects.requireNonNull(file);
        }

        @Override
        public String about() {
            return "A sample database (H2) that can be changed: " + Themes.about(sample.theme()) + ".";
        }
    }

    /** Somebody's own database. */
    record Given(String url, String user, String password, boolean readOnly) implements Source {
        public Given {
            Objects.requireNonNull(url);
            Objects.requireNonNull(user);
            Objects.requireNonNull(password);
        }

        @Override
        public String about() {
            return readOnly ? "A database, read-only." : "A database.";
        }

        /** Without the password, which must not come into a log. */
        @Override
        public String toString() {
            return "Given[" + user + "]";
        }
    }
}
