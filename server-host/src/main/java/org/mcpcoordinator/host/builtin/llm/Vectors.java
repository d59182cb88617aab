package org.mcpcoordinator.host.builtin.llm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors of word counts, each word's stem hashed to a place and a sign (feature hashing, Weinberger and others, 2009), so
 * that texts that share words lie close to each other.
 */
final class Vectors {
    private Vectors() {}

    static double[] of(String text, int dimensions) {
        Map<String, Integer> counts = new HashMap<>();
        List<String> words = Language.words(text);
        for (String word : words) {
            if (Language.meansSomething(word)) {
                counts.merge(Language.stem(word), 1, Integer::sum);
            }
        }
        double[] vector = new double[dimensions];
        counts.forEach((word, count) -> {
            int hash = mixed(word.hashCode());
            int place = Math.floorMod(hash, dimensions);
            vector[place] += ((hash >>> 31) == 0 ? 1 : -1) * (1 + Math.log(count));
        });
        double length = Math.sqrt(dot(vector, vector));
        if (length > 0) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= length;
            }
        }
        return vector;
    }

    /** From -1 to 1; 0 if one of them is empty. */
    static double similarity(double[] one, double[] other) {
        double lengths = Math.sqrt(dot(one, one) * dot(other, other));
        return lengths == 0 || one.length != other.length ? 0 : dot(one, other) / lengths;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x7feb352d;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846ca68b;
        return mixed ^ (mixed >>> 16);
    }
}
