/** The job {@code purge}: deletes old records of the job repository, which WildFly itself never does. */
@NullMarked
package org.mcpcoordinator.batch.purge;

import org.jspecify.annotations.NullMarked;
