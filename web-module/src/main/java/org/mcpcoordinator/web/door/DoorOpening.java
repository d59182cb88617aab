package org.mcpcoordinator.web.door;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.TokenBook;
import org.mcpcoordinator.access.Tries;
import org.mcpcoordinator.access.Users;
import org.mcpcoordinator.runtime.OwnAddress;

/** Opens the door once the application can be asked, and shuts it before it goes. */
final class DoorOpening implements ServletContextListener {
    private final Consumer<@Nullable Staff> door;

    DoorOpening(Consumer<@Nullable Staff> door) {
        this.door = door;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ElytronDomain domain = ElytronDomain.ofDeployment();
        TokenBook tokens = CDI.current().select(TokenBook.class).get().itself().get();
        Logins logins = new Logins(domain, CDI.current().select(Tries.class).get());
        BasicBook basics = new BasicBook(logins, System::nanoTime);
        Users users = CDI.current().select(Users.class).get();
        Accounts accounts = new Accounts(users::find, System::nanoTime);
        CDI.current().select(AccountNews.class).get().listen(() -> {
            basics.forget();
            accounts.forget();
        });
        Passes passes = CDI.current().select(Passes.class).get().itself().get();
        passes.open(tokens::find, accounts::hold);
        OwnAddress own = CDI.current().select(OwnAddress.class).get();
        CDI.current().select(OnBehalf.class).get().open(domain);
        Clock clock = CDI.current().select(Clock.class).get();
        Function<byte[], Optional<Caller>> known = digest -> tokens.find(digest).or(() -> passes.find(digest));
        door.accept(new Staff(known, basics, logins, accounts, domain, clock, own::reachedAt));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        door.accept(null);
    }
}
