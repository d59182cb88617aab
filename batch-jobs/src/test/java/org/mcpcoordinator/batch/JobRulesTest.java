package org.mcpcoordinator.batch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What the conductors of jobs may know: each the one room it conducts, and what stands beside all rooms. */
@AnalyzeClasses(packages = "org.mcpcoordinator.batch", importOptions = ImportOption.DoNotIncludeTests.class)
class JobRulesTest {
    private static final String BASE = "org.mcpcoordinator.";

    @ArchTest
    static final ArchRule oneJobDoesNotKnowAnother =
            slices().matching(BASE + "batch.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule aRolloutIsConductedThroughItsRoom = jobKnows("rollout", "rollout", "fleet");

    @ArchTest
    static final ArchRule upkeepIsConductedThroughItsRoom = jobKnows("upkeep", "upkeep");

    @ArchTest
    static final ArchRule thePurgeIsConductedThroughItsRoom = jobKnows("purge", "rollout");

    @ArchTest
    static final ArchRule jobsTouchTheDatabaseThroughRoomsAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "java.sql..", "javax.sql..")
            .because("every write of a rollout names its epoch, and the room sees to that");

    @ArchTest
    static final ArchRule jobsKnowNoDoor = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..", "io.undertow..");

    @ArchTest
    static final ArchRule nobodyStartsThreadsOrProcesses = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(CompletableFuture.class)
            .because("servers are started after the commit, by the reconciler and the host's agent");

    private static ArchRule jobKnows(String job, String... rooms) {
        String[] known = Stream.concat(Stream.of("batch." + job, "problem", "setting"), Stream.of(rooms))
                .map(room -> BASE + room + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(BASE + "batch." + job + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.mcpcoordinator..").and(not(resideInAnyPackage(known))));
    }
}
