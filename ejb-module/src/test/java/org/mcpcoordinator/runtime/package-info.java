/** The reconciler without a host, and the link with a host made up for the test. */
package org.mcpcoordinator.runtime;
