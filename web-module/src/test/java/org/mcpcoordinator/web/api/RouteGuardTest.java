package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class RouteGuardTest {
    @Route(does = "Changes", role = Role.OPERATOR, audit = "change")
    void change() {}

    @Route(does = "Signs in", open = true, audit = "session.login")
    void open() {}

    private static Route route(String method) {
        try {
            return RouteGuardTest.class.getDeclaredMethod(method).getAnnotation(Route.class);
        } catch (NoSuchMethodException gone) {
            throw new AssertionError(gone);
        }
    }

    private static @Nullable ProblemCode refusal(
            @Nullable Route route,
            @Nullable Caller caller,
            String method,
            @Nullable String own,
            @Nullable String site) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> RouteGuard.check(route, caller, method, own, site));
        return refused == null ? null : refused.code();
    }

    private static Caller caller(Role role, String means) {
        return new Caller("somebody", role, means);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRoleMayWhatItIncludesAndNoMore(Role role) {
        assertThat(refusal(route("change"), caller(role, "basic"), "POST", null, null))
                .isEqualTo(role.includes(Role.OPERATOR) ? null : ProblemCode.FORBIDDEN);
    }

    @Test
    void withoutACallerOnlyOpenRoutesAreThere() {
        assertThat(refusal(route("change"), null, "POST", null, null)).isEqualTo(ProblemCode.NOT_AUTHENTICATED);
        assertThatCode(() -> RouteGuard.check(route("open"), null, "POST", null, null))
                .doesNotThrowAnyException();
    }

    @Test
    void aRouteWithoutARowIsForNobody() {
        assertThat(refusal(null, caller(Role.ADMIN, "basic"), "GET", null, null))
                .isEqualTo(ProblemCode.FORBIDDEN);
    }

    @Test
    void aSessionCookieAloneChangesNothing() {
        Caller session = caller(Role.ADMIN, "session");

        assertThat(refusal(route("change"), session, "POST", null, null)).isEqualTo(ProblemCode.FOREIGN_ORIGIN);
        assertThat(refusal(route("change"), session, "DELETE", "XMLHttpRequest", null))
                .isEqualTo(ProblemCode.FOREIGN_ORIGIN);
        assertThat(refusal(route("change"), session, "POST", "coordinator", "same-origin"))
                .isNull();
        assertThat(refusal(route("change"), session, "GET", null, null)).isNull();
    }

    @Test
    void anotherSitesPageChangesNothingWhateverItCarries() {
        assertThat(refusal(route("change"), caller(Role.ADMIN, "basic"), "POST", "coordinator", "cross-site"))
                .isEqualTo(ProblemCode.FOREIGN_ORIGIN);
        assertThat(refusal(route("open"), null, "POST", null, "cross-site")).isEqualTo(ProblemCode.FOREIGN_ORIGIN);
    }
}
