package org.mcpcoordinator.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the doors of the house may know. */
@AnalyzeClasses(packages = "org.mcpcoordinator.web", importOptions = ImportOption.DoNotIncludeTests.class)
class DoorRulesTest {
    /** Shared words: problems, wire shapes, and what the door leaves with a request. */
    private static final DescribedPredicate<JavaClass> SHARED = JavaClass.Predicates.resideInAnyPackage(
            "org.mcpcoordinator.web.door..", "org.mcpcoordinator.web.problem..", "org.mcpcoordinator.web.wire..");

    @ArchTest
    static final ArchRule oneDoorDoesNotKnowAnother = slices().matching("org.mcpcoordinator.web.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), SHARED)
            .because("each door can then be read, and changed, by itself");

    @ArchTest
    static final ArchRule theHotPathIsBytes = noClasses()
            .that()
            .resideInAPackage("org.mcpcoordinator.web.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.ejb..",
                    "jakarta.persistence..",
                    "jakarta.ws.rs..",
                    "jakarta.transaction..",
                    "jakarta.batch..",
                    "java.sql..",
                    "javax.sql..",
                    "org.mcpcoordinator.fleet..",
                    "org.mcpcoordinator.catalog..",
                    "org.mcpcoordinator.rollout..")
            .because("a call touches no database and holds no thread (design decision 6)");

    @ArchTest
    static final ArchRule onlyTheDomainKnowsElytron = classes()
            .that()
            .resideOutsideOfPackage("org.mcpcoordinator.web.door..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("org.wildfly.security..")
            .because("who is asking is decided at one place");

    @ArchTest
    static final ArchRule nobodyHoldsAThread = noClasses()
            .that()
            .resideInAnyPackage("org.mcpcoordinator.web.gateway..", "org.mcpcoordinator.web.door..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors")
            .because("doors live on I/O threads");
}
