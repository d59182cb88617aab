package org.mcpcoordinator.host.builtin.git;

import java.io.File;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** What JGit may know of the machine: the time, and nothing of its users, their settings or the environment. */
final class NothingOutside extends SystemReader.Delegate {
    private static boolean installed;

    private NothingOutside(SystemReader machine) {
        super(machine);
    }

    /** For the whole process, before JGit opens anything; its caches are kept small, a hundred servers share them. */
    static synchronized void install() {
        if (!installed) {
            SystemReader.setInstance(new NothingOutside(SystemReader.getInstance()));
            WindowCacheConfig small = new WindowCacheConfig();
            small.setPackedGitLimit(4 << 20);
            small.setPackedGitOpenFiles(32);
            small.setDeltaBaseCacheLimit(2 << 20);
            small.setPackedGitMMAP(false);
            small.setStreamFileThreshold(OwnRepository.LARGEST_OBJECT);
            small.setExposeStatsViaJmx(false);
            small.install();
            installed = true;
        }
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    /** Settings without a file. */
    private static final class Nothing extends FileBasedConfig {
        Nothing(@Nullable Config parent, FS fs) {
            super(parent, new File("/dev/null"), fs);
        }

        @Override
        public void load() {
            // there is nothing to read
        }

        @Override
        public void save() {
            // and nobody to keep it for
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        /** Known beforehand, because JGit would measure it with files of its own beside the repository's. */
        @Override
        public long getTimeUnit(String section, @Nullable String subsection, String name, long usual, TimeUnit wanted) {
            return section.equals("filesystem") ? wanted.convert(10, TimeUnit.MILLISECONDS) : usual;
        }
    }
}
