package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.search.SearchTerm;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Folders of messages, only read. */
interface Mailbox {
    /** A folder and how much is in it. */
    record Folder(String name, int messages, int unread) {
        public Folder {
            Objects.requireNonNull(name);
        }
    }

    /**
     * Folders as far as they are told.
     *
     * @param cut whether there are more
     */
    record Folders(List<Folder> list, boolean cut) {
        public Folders {
            list = List.copyOf(list);
        }
    }

    /** What is done with messages while their folder is open. */
    interface Work {
        ToolResult on(Found found) throws MessagingException, IOException;
    }

    /**
     * Messages, newest first.
     *
     * @param more whether there are others beside
     */
    record Found(List<Entry> entries, boolean more) {
        public Found {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A message.
     *
     * @param uid its number in its folder, which stays the same
     */
    record Entry(long uid, Message message) {
        public Entry {
            Objects.requireNonNull(message);
        }
    }

    Folders folders() throws MessagingException, IOException;

    /** The newest messages that fit; all fit without a term. */
    ToolResult search(String folder, Optional<SearchTerm> term, int limit, Work work)
            throws MessagingException, IOException;

    /** The message of that number; nothing found if there is none. */
    ToolResult read(String folder, long uid, Work work) throws MessagingException, IOException;
}
