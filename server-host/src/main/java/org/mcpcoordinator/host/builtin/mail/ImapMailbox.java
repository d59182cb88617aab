package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.FetchProfile;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.SearchTerm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    public List<Folder> folders() throws MessagingException {
        try (Store store = connected()) {
            List<Folder> folders = new ArrayList<>();
            for (jakarta.mail.Folder folder : store.getDefaultFolder().list("*")) {
                boolean holds = (folder.getType() & jakarta.mail.Folder.HOLDS_MESSAGES) != 0;
                if (holds && folders.size() < MOST_FOLDERS) {
                    folders.add(
                            new Folder(folder.getFullName(), folder.getMessageCount(), folder.getUnreadMessageCount()));
                }
            }
            return folders;
        }
    }

    @Override
    public ToolResult search(String folder, Optional<SearchTerm> term, int limit, Work work)
            throws MessagingException, IOException {
        try (Store store = connected();
                jakarta.mail.Folder open = open(store, folder)) {
            Message[] found;
            int all = open.getMessageCount();
            if (term.isPresent()) {
                found = open.search(term.get());
                all = found.length;
            } else {
                found = all == 0 ? new Message[0] : open.getMessages(Math.max(1, all - limit + 1), all);
            }
            List<Message> newest = new ArrayList<>(List.of(found));
            newest = newest.subList(Math.max(0, newest.size() - limit), newest.size());
            FetchProfile wanted = new FetchProfile();
            wanted.add(FetchProfile.Item.ENVELOPE);
            wanted.add(FetchProfile.Item.FLAGS);
            wanted.add(FetchProfile.Item.SIZE);
            wanted.add(UIDFolder.FetchProfileItem.UID);
            open.fetch(newest.toArray(new Message[0]), wanted);
            List<Entry> entries = new ArrayList<>();
            for (int i = newest.size() - 1; i >= 0; i--) {
                entries.add(new Entry(((UIDFolder) open).getUID(newest.get(i)), newest.get(i)));
            }
            return work.on(new Found(entries, all > entries.size()));
        }
    }

    @Override
    public ToolResult read(String folder, long uid, Work work) throws MessagingException, IOException {
        try (Store store = connected();
                jakarta.mail.Folder open = open(store, folder)) {
            Message message = ((UIDFolder) open).getMessageByUID(uid);
            return work.on(new Found(message == null ? List.of() : List.of(new Entry(uid, message)), false));
        }
    }

    private Store connected() throws MessagingException {
        Store store = account.session().getStore("imap");
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
