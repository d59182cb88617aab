package org.mcpcoordinator.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import jakarta.resource.ResourceException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.wire.Json;

class ProblemsTest {
    private final List<UUID> unexpected = new ArrayList<>();

    private ProblemView of(Throwable thrown) {
        return Problems.of(thrown, unexpected::add);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void everyCodeKeepsItsStatusAndTitle(ProblemCode code) {
        ProblemView view = of(new ProblemException(code, "because"));

        assertThat(view.status()).isEqualTo(code.status()).isBetween(400, 599);
        assertThat(view.code()).isEqualTo(code.name());
        assertThat(view.title()).isEqualTo(code.title());
        assertThat(view.type()).endsWith(code.name());
        assertThat(unexpected).isEmpty();
    }

    @Test
    void aProblemIsFoundBelowWhatTheContainerWrapsAroundIt() {
        ProblemException problem = new ProblemException(
                ProblemCode.FLEET_FILE_INVALID, "2 mistakes", List.of(new Mistake("/servers/0/name", "too long")));

        ProblemView view = of(new WebApplicationException(new EJBException(problem), 400));

        assertThat(view.status()).isEqualTo(422);
        assertThat(view.mistakes()).containsExactly(new Mistake("/servers/0/name", "too long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08001", "57P01", "57P03", "53300"})
    void aDatabaseThatIsAwayIs503(String state) {
        ProblemView view = of(new EJBException(new PersistenceException(new SQLException("gone", state))));

        assertThat(view.status()).isEqualTo(503);
        assertThat(view.code()).isEqualTo("DATABASE_AWAY");
    }

    @Test
    void aPoolThatGetsNoConnectionIs503() {
        ProblemView view = of(new PersistenceException(new SQLException(new ResourceException("IJ000453"))));

        assertThat(view.code()).isEqualTo("DATABASE_AWAY");
    }

    /** As Narayana tells it of a read whose connection was cut before the commit. */
    @Test
    void aCommitThatTheDatabaseDidNotAnswerIs503() {
        Exception notCommitted = new IllegalStateException("ARJUNA016053: Could not commit transaction.");
        notCommitted.addSuppressed(new IllegalStateException(
                "IJ001156", new ResourceException("SQLException", new SQLException("terminating", "57P01"))));

        assertThat(of(new EJBException(notCommitted)).code()).isEqualTo("DATABASE_AWAY");
    }

    @Test
    void aBrokenStatementIsOursAndShowsNothingOfItself() {
        ProblemView view =
                of(new PersistenceException(new SQLException("relation secret_table does not exist", "42P01")));

        assertThat(view.status()).isEqualTo(500);
        assertThat(view.code()).isEqualTo("INTERNAL");
        assertThat(unexpected).hasSize(1);
        assertThat(view.instance()).isEqualTo("urn:uuid:" + unexpected.get(0));
        assertThat(Json.text(view))
                .doesNotContain("secret_table")
                .contains(unexpected.get(0).toString());
    }

    @Test
    void refusalsOfTheContainerKeepTheirStatus() {
        assertThat(of(new NotFoundException()).code()).isEqualTo("NOT_FOUND");
        assertThat(of(new NotAllowedException("GET")).status()).isEqualTo(405);
        assertThat(of(new NotSupportedException()).status()).isEqualTo(415);
        assertThat(of(new WebApplicationException(413)).code()).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void aChainOfCausesThatBitesItsTailEnds() {
        IllegalStateException head = new IllegalStateException("head");
        head.initCause(new IllegalStateException("tail", head));

        assertThat(of(head).code()).isEqualTo("INTERNAL");
    }

    @Test
    void aProblemGoesOutAsRfc9457WithItsCode() {
        assertThat(Json.mapper()
                        .valueToTree(ProblemView.of(ProblemCode.SERVER_NOT_FOUND, "No server is called x."))
                        .toString())
                .isEqualTo(
                        "{\"type\":\"urn:mcp-coordinator:problem:SERVER_NOT_FOUND\",\"title\":\"No such server\","
                                + "\"status\":404,\"detail\":\"No server is called x.\",\"code\":\"SERVER_NOT_FOUND\",\"mistakes\":[]}");
    }
}
