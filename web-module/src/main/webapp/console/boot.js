// Runs before the first paint, so that theme and language never flash. No module: modules run later.
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem('coordinator.theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }
  const wished = localStorage.getItem('coordinator.language') ?? navigator.language ?? 'en';
  root.lang = wished.startsWith('th') ? 'th' : 'en';
})();
