package org.mcpcoordinator.timer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The beats of all timers beside each other. */
class BeatsTest {
    private static final long MINUTE = 60_000;
    private static final long APART = 100;

    @Test
    void noTwoTimersTurnWithinATenthOfASecondOfEachOther() throws Exception {
        List<Long> turns = new ArrayList<>();
        for (Beat beat : beats()) {
            long every = beat.every().toMillis();
            LongStream.iterate(beat.after().toMillis(), turn -> turn < MINUTE, turn -> turn + every)
                    .forEach(turns::add);
        }
        turns.sort(null);

        assertThat(turns).isNotEmpty();
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - 1))
                    .as("between %d and %d ms of a minute", turns.get(i - 1), turns.get(i))
                    .isGreaterThanOrEqualTo(APART);
        }
        // Calendar timers turn at whole seconds.
        assertThat(turns).allSatisfy(turn -> assertThat(turn % 1000).isBetween(APART, 1000 - APART));
    }

    private static List<Beat> beats() throws Exception {
        List<Beat> beats = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.mcpcoordinator")) {
            if (type.getFields().stream().anyMatch(field -> field.getRawType().isEquivalentTo(Beat.class))) {
                for (Field field : type.reflect().getDeclaredFields()) {
                    if (field.getType() == Beat.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        beats.add((Beat) field.get(null));
                    }
                }
            }
        }
        return beats;
    }
}
