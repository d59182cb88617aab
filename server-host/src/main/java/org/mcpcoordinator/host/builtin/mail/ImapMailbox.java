package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.FetchProfile;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.SearchException;
import jakarta.mail.search.SearchTerm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** A mailbox behind IMAP; connected for one call, with its folders opened read-only. */
final class ImapMailbox implements Mailbox {
    private static final int MOST_FOLDERS = 200;

    private final Account account;

    ImapMailbox(Account account) {
        this.account = account;
    }

    @Override
    public Folders folders() throws MessagingException, IOException {
        return account.call(lines -> {
            try (Store store = connected(lines)) {
                List<Folder> folders = new ArrayList<>();
                for (jakarta.mail.Folder folder : store.getDefaultFolder().list("*")) {
                    if ((folder.getType() & jakarta.mail.Folder.HOLDS_MESSAGES) != 0) {
                        if (folders.size() == MOST_FOLDERS) {
                            return new Folders(folders, true);
                        }
                        folders.add(new Folder(
                                folder.getFullName(), folder.getMessageCount(), folder.getUnreadMessageCount()));
                    }
                }
                return new Folders(folders, false);
            }
        });
    }

    @Override
    public ToolResult search(String folder, Optional<SearchTerm> term, int limit, Work work)
            throws MessagingException, IOException {
        return account.call(lines -> {
            try (Store store = connected(lines);
                    jakarta.mail.Folder open = open(store, folder)) {
                int all = open.getMessageCount();
                Message[] newest;
                if (term.isPresent()) {
                    int[] found = ask((IMAPFolder) open, term.get());
                    all = found.length;
                    newest = open.getMessages(Arrays.copyOfRange(found, Math.max(0, all - limit), all));
                } else {
                    newest = all == 0 ? new Message[0] : open.getMessages(Math.max(1, all - limit + 1), all);
                }
                FetchProfile wanted = new FetchProfile();
                wanted.add(FetchProfile.Item.ENVELOPE);
                wanted.add(FetchProfile.Item.FLAGS);
                wanted.add(FetchProfile.Item.SIZE);
                wanted.add(UIDFolder.FetchProfileItem.UID);
                open.fetch(newest, wanted);
                List<Entry> entries = new ArrayList<>();
                for (int i = newest.length - 1; i >= 0; i--) {
                    entries.add(new Entry(((UIDFolder) open).getUID(newest[i]), newest[i]));
                }
                return work.on(new Found(entries, all > entries.size()));
            }
        });
    }

    /** The server searches, or nobody: the library's own search would fetch the whole folder where a server refuses. */
    private static int[] ask(IMAPFolder folder, SearchTerm term) throws MessagingException {
        Object found = folder.doCommand(protocol -> {
            try {
                return protocol.search(term);
            } catch (SearchException refused) {
                throw new ProtocolException("the server does not search for that: " + refused.getMessage(), refused);
            }
        });
        int[] numbers = (int[]) found;
        Arrays.sort(numbers);
        return numbers;
    }

    @Override
    public ToolResult read(String folder, long uid, Work work) throws MessagingException, IOException {
        return account.call(lines -> {
            try (Store store = connected(lines);
                    jakarta.mail.Folder open = open(store, folder)) {
                Message message = ((UIDFolder) open).getMessageByUID(uid);
                return work.on(new Found(message == null ? List.of() : List.of(new Entry(uid, message)), false));
            }
        });
    }

    private Store connected(CallLines lines) throws MessagingException {
        Store store = account.session(lines).getStore("imap");
        store.connect(account.host(), account.port(), account.user(), account.password());
        return store;
    }

    private static jakarta.mail.Folder open(Store store, String name) throws MessagingException {
        jakarta.mail.Folder folder = store.getFolder(name);
        if (!folder.exists()) {
            throw new ToolFailure("folder: there is no " + name + "; look with list_folders");
        }
        folder.open(jakarta.mail.Folder.READ_ONLY);
        return folder;
    }
}
