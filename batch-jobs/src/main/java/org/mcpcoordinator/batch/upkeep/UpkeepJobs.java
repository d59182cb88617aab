package org.mcpcoordinator.batch.upkeep;

import jakarta.annotation.security.PermitAll;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Locale;
import java.util.Properties;
import org.mcpcoordinator.upkeep.Run;
import org.mcpcoordinator.upkeep.UpkeepLauncher;

/**
 * Carries backups and restores out as executions of the jobs of those names. An EJB of this archive, so that the job
 * operator it finds is this archive's, whoever calls.
 */
@Singleton
@Local(UpkeepLauncher.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UpkeepJobs implements UpkeepLauncher {
    @Override
    public void start(Run run) {
        Properties parameters = new Properties();
        parameters.setProperty("runId", Long.toString(run.id()));
        BatchRuntime.getJobOperator().start(run.kind().name().toLowerCase(Locale.ROOT), parameters);
    }
}
