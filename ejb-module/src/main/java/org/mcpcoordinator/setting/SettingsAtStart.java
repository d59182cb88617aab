package org.mcpcoordinator.setting;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;

/** Refuses to start with a setting that nobody knows, before anything else begins. */
@Singleton
@Startup
@PermitAll
@TransactionManagement(TransactionManagementType.BEAN)
public class SettingsAtStart {
    @PostConstruct
    void check() {
        KnownSettings.check(System.getProperties().stringPropertyNames());
    }
}
