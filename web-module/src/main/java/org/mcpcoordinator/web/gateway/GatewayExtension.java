package org.mcpcoordinator.web.gateway;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.cluster.SessionMemory;
import org.mcpcoordinator.cluster.SharedSessions;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.finding.Finder;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.StdioBridge;
import org.mcpcoordinator.standby.Standby;
import org.mcpcoordinator.usage.Meter;
import org.mcpcoordinator.usage.Sharing;
import org.mcpcoordinator.usage.Trail;
import org.mcpcoordinator.web.gateway.callers.Callers;
import org.mcpcoordinator.web.wire.OwnServer;

/** Puts the gateway into the deployment, behind the door, which is named after it. */
public final class GatewayExtension implements ServletExtension {
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        AtomicReference<@Nullable Whole> gateway = new AtomicReference<>();
        deployment.addInitialHandlerChainWrapper(next -> new GatewayHandler(gateway::get, next));
        deployment.addListener(
                new ListenerInfo(Opening.class, new ImmediateInstanceFactory<>(new Opening(gateway::set))));
    }

    /** Gives the gateway its routes once they can be read, and closes its connections at the end. */
    static final class Opening implements ServletContextListener {
        private final Consumer<@Nullable Whole> handler;
        private @Nullable Gateway opened;
        private @Nullable OldServers oldServers;
        private Runnable closing = () -> {};

        Opening(Consumer<@Nullable Whole> handler) {
            this.handler = handler;
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            Routing routing = CDI.current().select(Routing.class).get().itself().get();
            GatewayFigures figures =
                    CDI.current().select(GatewayFigures.class).get().itself().get();
            Standby standby = CDI.current().select(Standby.class).get().itself().get();
            Directory directory =
                    CDI.current().select(Directory.class).get().itself().get();
            Finder finder = CDI.current().select(Finder.class).get().itself().get();
            SessionMemory memory =
                    CDI.current().select(SharedSessions.class).get().memory();
            Departures departures = CDI.current().select(Departures.class).get();
            Balance balance = CDI.current().select(Balancing.class).get().balance();
            GatewayConfig config = GatewayConfig.fromSettings();
            OldServers old = OldServers.open(config.limit(), config.sessionIdle());
            CDI.current().select(StdioBridge.class).get().tellSse(old.port(), old.secret());
            oldServers = old;
            Repeats repeats = new Repeats((server, tool) ->
                    routing.mayRetry(server) && directory.listing().isIdempotent(server, tool));
            Gateway gateway =
                    new Gateway(config, routing::table, figures, routing::calls, balance, repeats, standby, memory);
            gateway.bridge().serve(CDI.current().select(OwnServer.class).get());
            opened = gateway;
            Meter meter = CDI.current().select(Meter.class).get().itself().get();
            Trail trail = CDI.current().select(Trail.class).get().itself().get();
            Callers callers =
                    new Callers(CallerLimits.fromSettings(), directory::listing, System::nanoTime, figures, call -> {
                        meter.count(call);
                        trail.note(call);
                    });
            CDI.current().select(Sharing.class).get().open(callers);
            Whole whole = new Whole(gateway, directory::listing, finder::find, callers);
            Runnable unlisten = directory.listen(whole::changed);
            closing = () -> {
                unlisten.run();
                departures.watch(null);
                whole.close();
            };
            gateway.book().open();
            departures.watch(gateway.book());
            handler.accept(whole);
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            handler.accept(null);
            closing.run();
            if (opened != null) {
                opened.close();
            }
            if (oldServers != null) {
                oldServers.close();
            }
        }
    }
}
