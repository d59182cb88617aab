/** Stands in for Vaadin's usage statistics: the console reports to nobody. */
export function usageStatistics() {}
