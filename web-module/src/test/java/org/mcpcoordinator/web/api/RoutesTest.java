package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private static Stream<Method> routes() {
        return RestApi.resources().stream().flatMap(OpenApi::routes);
    }

    private static String name(Method method) {
        return OpenApi.verb(method).orElseThrow() + " " + OpenApi.path(method);
    }

    @Test
    void everyResourceClassIsDeployed() {
        Set<String> found = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.mcpcoordinator.web")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        assertThat(RestApi.resources().stream().map(Class::getName)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void everyRouteHasARowOfRights() {
        assertThat(routes())
                .isNotEmpty()
                .allSatisfy(method -> assertThat(method.getAnnotation(Route.class))
                        .as(name(method))
                        .isNotNull());
    }

    @Test
    void everyRouteThatChangesSomethingIsAuditedAndNoOther() {
        assertThat(routes()).allSatisfy(method -> {
            boolean changes = !SAFE.contains(OpenApi.verb(method).orElseThrow());
            assertThat(method.getAnnotation(Route.class).audit().isEmpty())
                    .as(name(method))
                    .isEqualTo(!changes);
        });
    }

    @Test
    void onlySigningInNeedsNoLogin() {
        assertThat(routes().filter(method -> method.getAnnotation(Route.class).open()))
                .extracting(RoutesTest::name)
                .containsExactly("POST /login");
    }

    @Test
    void rightsAreAsTheBriefHasThem() {
        Map<String, String> rights = new TreeMap<>();
        routes().forEach(method -> rights.put(
                name(method), method.getAnnotation(Route.class).role().id()));

        assertThat(rights).containsExactlyInAnyOrderEntriesOf(Rights.TABLE);
    }

    @Test
    void theDocumentHasEveryRouteAndNothingElse() {
        JsonNode paths = OpenApi.of(RestApi.resources(), RestApi.VERSION).get("paths");

        List<String> documented = paths.properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(verb -> verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        routes().map(RoutesTest::name).toList());
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        JsonNode document = OpenApi.of(RestApi.resources(), RestApi.VERSION);

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
