package org.mcpcoordinator.host.builtin.llm;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Something that answers and that turns texts into vectors. */
interface Model {
    /** Names of the models there are. */
    List<String> models() throws InterruptedException;

    Reply chat(Question question) throws InterruptedException;

    /** A vector for each text, in order. */
    List<double[]> embed(List<String> texts) throws InterruptedException;

    /** One turn of a conversation. */
    record Turn(String role, String content) {
        public Turn {
            Objects.requireNonNull(role);
            Objects.requireNonNull(content);
        }
    }

    /**
     * What is asked.
     *
     * @param maxTokens of the answer
     */
    record Question(List<Turn> turns, int maxTokens, Optional<Double> temperature) {
        public Question {
            turns = List.copyOf(turns);
            Objects.requireNonNull(temperature);
        }
    }

    /**
     * What was answered.
     *
     * @param finish {@code stop}, {@code length}, or what the endpoint says
     */
    record Reply(String model, String text, String finish, int promptTokens, int answerTokens) {
        public Reply {
            Objects.requireNonNull(model);
            Objects.requireNonNull(text);
            Objects.requireNonNull(finish);
        }
    }
}
