package org.mcpcoordinator.intake;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mcpcoordinator.catalog.FleetFile;

/**
 * What would become of a foreign file. Nothing has been stored.
 *
 * @param format what it was read as
 * @param fleet the fleet its servers would join
 * @param servers each server of the file, in its order
 * @param file a fleet file of those that can come in, its secrets sealed beside it; empty if there are none
 * @param whole the fleet with them: what it has now, and they; empty if there are none
 * @param base id of the revision that {@code whole} was made of; 0 if the fleet had none
 */
public record Import(
        Format format,
        String fleet,
        List<Server> servers,
        Optional<FleetFile> file,
        Optional<FleetFile> whole,
        long base) {
    public Import {
        Objects.requireNonNull(format);
        Objects.requireNonNull(fleet);
        servers = List.copyOf(servers);
        Objects.requireNonNull(file);
        Objects.requireNonNull(whole);
    }

    /** What becomes of one server. */
    public enum Outcome {
        /** It comes in. */
        ADD,
        /** It takes the place of the one that has its name. */
        REPLACE,
        /** It is there already, word for word. */
        SAME,
        /** Its name is taken, and it stays out. */
        CLASH,
        /** Somebody has decided that it stays out. */
        LEFT,
        /** It cannot run here, or not as it is described. */
        CANNOT
    }

    /**
     * One server of the file.
     *
     * @param name its name with us
     * @param was its name in the file
     * @param place where it stands there, as JSON Pointer
     * @param category the category proposed, or chosen
     * @param why what speaks for that, as a sentence
     * @param words those of the file that speak for it; empty if none does, or somebody has chosen
     * @param runs how it is run: {@code npx -y x}, or its address; never a secret's value
     * @param reason why it stays out; empty if it comes in
     * @param notes what to know beside that
     * @param secrets names under which secrets of the file are kept once it comes in
     * @param missing secrets that must be set before it runs: what each is for, by name
     * @param starts true if a program is started for it here, which can be tried before
     */
    public record Server(
            String name,
            String was,
            String place,
            String category,
            String why,
            List<String> words,
            String runs,
            Outcome outcome,
            String reason,
            List<String> notes,
            List<String> secrets,
            Map<String, String> missing,
            boolean starts) {
        public Server {
            words = List.copyOf(words);
            notes = List.copyOf(notes);
            secrets = List.copyOf(secrets);
            missing = Map.copyOf(missing);
        }
    }
}
