package org.mcpcoordinator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mcpcoordinator.access.PlantedLookAhead;

class RoomRulesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            // Only there for tests: agents are another module's.
            .withImportOption(location -> !location.contains("org/mcpcoordinator/host/"))
            .importPackages("org.mcpcoordinator");

    @ParameterizedTest
    @MethodSource("rules")
    void theModuleKeepsTheRule(ArchRule rule) {
        rule.check(MODULE);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void whoBreaksTheRuleIsFound(ArchRule rule, Class<?> planted) {
        JavaClasses classes = new ClassFileImporter().importClasses(planted);
        assertThat(rule.evaluate(classes).hasViolation()).isTrue();
    }

    @Test
    void everyRoomOfTheOrderIsThere() {
        assertThat(RoomRules.ROOMS)
                .allSatisfy(room -> assertThat(MODULE.containPackage("org.mcpcoordinator." + room))
                        .isTrue());
    }

    static Stream<Named<ArchRule>> rules() {
        return Arrays.stream(RoomRules.class.getDeclaredFields())
                .filter(field -> field.getType() == ArchRule.class)
                .map(field -> Named.of(field.getName(), rule(field)));
    }

    static Stream<Arguments> planted() {
        return Stream.of(
                Arguments.of(RoomRules.NO_ROOM_LOOKS_AHEAD, PlantedLookAhead.class),
                Arguments.of(RoomRules.ROOMS_KNOW_NO_DOOR_AND_NO_BATCH, Planted.KnowsADoor.class),
                Arguments.of(RoomRules.ROOMS_KNOW_NO_DOOR_AND_NO_BATCH, Planted.KnowsServlets.class),
                Arguments.of(RoomRules.ROOMS_KNOW_NO_DOOR_AND_NO_BATCH, Planted.KnowsBatch.class),
                Arguments.of(RoomRules.ONLY_STORES_KNOW_THE_ENTITY_MANAGER, Planted.UsesTheEntityManager.class),
                Arguments.of(RoomRules.STORES_STAY_IN_THEIR_ROOM, Planted.PublicStore.class),
                Arguments.of(RoomRules.ENTITIES_STAY_IN_THEIR_ROOM, Planted.PublicEntity.class),
                Arguments.of(RoomRules.ENTITIES_HAVE_VERBS_NOT_SETTERS, Planted.PublicEntity.class),
                Arguments.of(RoomRules.THE_CLOCK_IS_INJECTED, Planted.LooksAtTheClock.class),
                Arguments.of(RoomRules.THE_CLOCK_IS_INJECTED, Planted.CountsMillis.class),
                Arguments.of(RoomRules.NO_THREADS_OF_OUR_OWN, Planted.StartsAThread.class),
                Arguments.of(RoomRules.NO_THREADS_OF_OUR_OWN, Planted.MakesAnExecutor.class),
                Arguments.of(RoomRules.NO_THREADS_OF_OUR_OWN, Planted.Sleeps.class),
                Arguments.of(RoomRules.NO_THREADS_OF_OUR_OWN, Planted.BorrowsTheCommonPool.class),
                Arguments.of(RoomRules.NO_THREADS_OF_OUR_OWN, Planted.StreamsInParallel.class),
                Arguments.of(RoomRules.ONLY_RUNTIME_STARTS_PROCESSES, Planted.StartsAProcess.class),
                Arguments.of(RoomRules.NAMES_SAY_WHAT_A_CLASS_IS_FOR, Planted.PlantedManager.class),
                Arguments.of(RoomRules.EVERY_EJB_SAYS_WHO_MAY_CALL_IT, Planted.SaysNotWhoMayCall.class),
                Arguments.of(RoomRules.WHAT_AN_EJB_IS_CALLED_BY_HAS_NO_BODY, Planted.HasAMethodOfItsInterface.class),
                Arguments.of(RoomRules.WHAT_AN_EJB_IS_ASKED_FOR_IS_PUBLIC, Planted.AsksForIt.class),
                Arguments.of(RoomRules.EVERY_EJB_IS_PUBLIC, Planted.SaysNotWhoMayCall.class),
                Arguments.of(RoomRules.BEGIN_AND_END_THROW_NOTHING_CHECKED, Planted.ThrowsAtTheEnd.class),
                Arguments.of(RoomRules.TIMERS_ARE_CALLED_SO_AND_NEVER_PERSISTENT, Planted.NotCalledATimerHere.class),
                Arguments.of(RoomRules.TIMERS_ARE_CALLED_SO_AND_NEVER_PERSISTENT, Planted.PersistentTimer.class));
    }

    private static ArchRule rule(Field field) {
        try {
            return (ArchRule) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
