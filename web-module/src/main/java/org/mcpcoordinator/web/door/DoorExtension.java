package org.mcpcoordinator.web.door;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.web.door.oauth.OAuthConfig;
import org.mcpcoordinator.web.door.oauth.OAuthDoor;

/**
 * Puts the door into the deployment. It must be named last of our extensions: the handler wrapped around last is the
 * one that sees a request first.
 */
public final class DoorExtension implements ServletExtension {
    /** Name of the session cookie, as web.xml has it. */
    static final String COOKIE = "COORDINATOR_SESSION";

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        AtomicReference<@Nullable Staff> staff = new AtomicReference<>();
        DoorConfig config = DoorConfig.fromSettings();
        Optional<OAuthDoor> oauth =
                OAuthDoor.of(OAuthConfig.fromSettings(), config.publicUrl(), Clock.systemUTC(), System::nanoTime);
        deployment.addInitialHandlerChainWrapper(UnboundThreads::new);
        deployment.addInitialHandlerChainWrapper(next -> new DoorHandler(config, staff::get, COOKIE, next, oauth));
        CallerFilter.addTo(deployment, staff::get);
        deployment.addListener(
                new ListenerInfo(DoorOpening.class, new ImmediateInstanceFactory<>(new DoorOpening(staff::set))));
    }
}
