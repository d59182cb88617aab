/**
 * The type {@code llm}: chat and embeddings of any endpoint that speaks the OpenAI API, or of a small model of our own
 * that counts words, on this host.
 *
 * <p>Takes: an address, a model's name and a key; or the name of a local skill.
 * <p>Gives: answers, lists of models, vectors.
 * <p>Never: tells the key; asks for more tokens than the settings allow.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.llm;

import org.jspecify.annotations.NullMarked;
