/**
 * Stands in for Vaadin's module of the same name, which writes a style element; a constructed style sheet does the
 * same and passes a content security policy without 'unsafe-inline'.
 *
 * @param {string} id only informational in the original
 * @param {...{toString(): string}} styles
 */
export const addGlobalStyles = (id, ...styles) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.map(String).join('\n'));
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
};
