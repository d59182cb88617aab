package org.mcpcoordinator.host.builtin.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ObjectStream;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A repository with limits of our own, whatever its configuration says: no object beyond {@link #LARGEST_OBJECT} comes
 * into memory, none is read through a link, and no setting leads out of the folder or to a program.
 */
final class OwnRepository extends FileRepository {
    /** Of a file, a folder's list or a commit, in bytes; a hundred servers share one heap. */
    static final int LARGEST_OBJECT = 8 << 20;

    private @Nullable FileBasedConfig confined;

    OwnRepository(FileRepositoryBuilder whole) throws IOException {
        super(whole);
        FileBasedConfig config = super.getConfig();
        config.unset("core", null, "excludesfile");
        config.unset("core", null, "attributesfile");
        config.unset("core", null, "hookspath");
        config.unsetSection("diff", null);
        for (String filter : List.copyOf(config.getSubsections("filter"))) {
            config.unsetSection("filter", filter);
        }
        confined = config;
    }

    /** As it was when the repository was opened: read again it would be whole again. */
    @Override
    public FileBasedConfig getConfig() {
        return confined == null ? super.getConfig() : confined;
    }

    @Override
    public ObjectReader newObjectReader() {
        return new Sized(super.newObjectReader(), getObjectsDirectory());
    }

    /** Asks for the size before it opens anything. */
    private static final class Sized extends ObjectReader.Filter {
        private final ObjectReader all;
        private final File objects;

        Sized(ObjectReader all, File objects) {
            this.all = all;
            this.objects = objects;
        }

        @Override
        protected ObjectReader delegate() {
            return all;
        }

        @Override
        public ObjectReader newReader() {
            return new Sized(all.newReader(), objects);
        }

        @Override
        public ObjectLoader open(AnyObjectId id) throws IOException {
            return open(id, OBJ_ANY);
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int type) throws IOException {
            String name = id.name();
            Path loose = Path.of(objects.getPath(), name.substring(0, 2), name.substring(2));
            if (Files.isSymbolicLink(loose)) {
                throw new CorruptObjectException(id.toObjectId(), "it is a link to elsewhere");
            }
            long size = all.getObjectSize(id, type);
            return size > LARGEST_OBJECT ? new TooLarge(id.toObjectId(), type, size) : all.open(id, type);
        }
    }

    /** Tells its size, and nothing else. */
    private static final class TooLarge extends ObjectLoader {
        private final ObjectId id;
        private final int type;
        private final long size;

        TooLarge(ObjectId id, int type, long size) {
            this.id = id;
            this.type = type;
            this.size = size;
        }

        @Override
        public int getType() {
            return type;
        }

        @Override
        public long getSize() {
            return size;
        }

        @Override
        public boolean isLarge() {
            return true;
        }

        @Override
        public byte[] getCachedBytes() {
            throw new LargeObjectException(id);
        }

        @Override
        public byte[] getCachedBytes(int limit) {
            throw new LargeObjectException(id);
        }

        @Override
        public ObjectStream openStream() {
            throw new LargeObjectException(id);
        }
    }
}
